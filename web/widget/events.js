// What each event of the desk does to the widget. Captions take theirs by themselves.

export const EVENTS = {
  'desk.session': (desk, event) => desk.begin(event),
  'input_audio_buffer.speech_started': (desk) => desk.heardSpeech(true),
  'input_audio_buffer.speech_stopped': (desk) => desk.heardSpeech(false),
  'conversation.item.added': (desk, { item }) => item.role === 'user' && desk.typing.arrived(),
  'conversation.item.input_audio_transcription.completed': (desk, event) => event.transcript || desk.heardNothing(),
  'conversation.item.input_audio_transcription.failed': (desk) => desk.heardNothing(),
  'response.created': (desk) => ((desk.thinking = true), desk.refresh()),
  'response.output_audio.delta': (desk, event) => desk.player.push(event.item_id, event.delta),
  'response.done': (desk, event) => desk.finished(event),
  'desk.resume': (desk, { items }) => desk.typing.resumed(items),
  'desk.phones': (desk, event) => desk.lips.add(event),
  'desk.duck': (desk, event) => desk.player.duck(event.on),
  'desk.emotion': (desk, event) => desk.face.setMood(event.label),
  'desk.notice': (desk, event) => desk.announce(event),
  'desk.handover': (desk, event) => desk.handOver(event),
  error: (desk, event) => desk.failed(event),
};
