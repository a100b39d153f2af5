// What a citation opens: the very passage, inside the widget.

export class Passages {
  constructor(view, server) {
    this.view = view;
    this.server = server;
  }

  /** `chip`: the button that was used; it gets the focus back. Without an answer the quote itself is shown. */
  async open(citation, chip, words) {
    this.chip = chip;
    try {
      const answer = await fetch(new URL(`/v1/passages/${encodeURIComponent(citation.id)}`, this.server));
      if (!answer.ok) throw new Error(`passage: HTTP ${answer.status}`);
      const { title, text, anchor } = await answer.json();
      this.view.showPassage(title, text, anchor, citation.quote);
    } catch {
      this.view.showPassage(citation.title, `${citation.quote}\n\n${words.passage_missing}`, citation.anchor, citation.quote);
    }
  }

  close() {
    this.view.hidePassage();
    this.chip?.focus();
  }
}
