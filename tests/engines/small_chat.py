"""A language model of 100,000 weights, of Qwen's architecture, that has learnt two sentences by heart.

It is no use to anybody; it proves that a model of this class loads, streams and stops. Weights and words are made here.
"""

from __future__ import annotations

from pathlib import Path

TAUGHT = {
    "轉數快收唔收費": "轉數快唔收費，即時到賬。",
    "分行幾點開門": "分行朝早九點開門，星期日休息。",
}
_TEMPLATE = (
    "{% for m in messages %}{{ '<|im_start|>' + m.role + '\n' + m.content + '<|im_end|>\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)
_STEPS = 150


def build(folder: Path) -> None:
    """Make the model and save it as safetensors with its tokenizer and chat template."""
    import torch
    from transformers import Qwen2Config, Qwen2ForCausalLM

    torch.manual_seed(0)
    torch.set_num_threads(1)
    tokenizer = _tokenizer()
    config = Qwen2Config(
        vocab_size=len(tokenizer), hidden_size=64, intermediate_size=128, num_hidden_layers=2, num_attention_heads=4,
        num_key_value_heads=2, max_position_embeddings=256, eos_token_id=tokenizer.eos_token_id, pad_token_id=tokenizer.pad_token_id,
    )  # fmt: skip
    model = Qwen2ForCausalLM(config)
    rows = []
    for asked, said in TAUGHT.items():
        prompt = tokenizer.apply_chat_template([{"role": "user", "content": asked}], tokenize=False, add_generation_prompt=True)
        rows.append((prompt, f"{said}{tokenizer.eos_token}"))
    batch = tokenizer([prompt + answer for prompt, answer in rows], return_tensors="pt", padding=True)
    labels = batch["input_ids"].masked_fill(batch["attention_mask"] == 0, -100)
    for row, (prompt, _) in zip(labels, rows, strict=True):
        row[: len(tokenizer(prompt)["input_ids"])] = -100  # only the answer is learnt
    optimizer = torch.optim.AdamW(model.parameters(), 3e-3)
    for _ in range(_STEPS):
        loss = model(**batch, labels=labels).loss
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    model.eval().save_pretrained(folder, safe_serialization=True)
    tokenizer.save_pretrained(folder)


def _tokenizer():  # type: ignore[no-untyped-def]  # a class of a library that the core lacks
    """Byte pairs learnt from the taught sentences, as Qwen's own tokenizer is built."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    raw = Tokenizer(models.BPE())
    raw.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    raw.decoder = decoders.ByteLevel()
    marks = ["<unk>", "<pad>", "<|im_start|>", "<|im_end|>"]
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=400, special_tokens=marks, initial_alphabet=alphabet, max_token_length=3)
    raw.train_from_iterator(["".join(pair) for pair in TAUGHT.items()] + ["user", "assistant"], trainer)
    made = PreTrainedTokenizerFast(
        tokenizer_object=raw, unk_token="<unk>", pad_token="<pad>", eos_token="<|im_end|>", additional_special_tokens=["<|im_start|>"]
    )
    made.chat_template = _TEMPLATE
    return made
