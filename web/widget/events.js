// What each event of the desk does to the widget. Captions take theirs by themselves.

export const EVENTS = {
  'desk.session': (desk, event) => desk.begin(event),
  'input_audio_buffer.speech_started': (desk) => desk.heardSpeech(true),
  'input_audio_buffer.speech_stopped': (desk) => desk.heardSpeech(false),
  'response.created': (desk) => ((desk.thinking = true), desk.refresh()),
  'response.output_audio.delta': (desk, event) => desk.player.push(event.item_id, event.delta),
  'response.done': (desk, event) => desk.finished(event),
  'desk.phones': (desk, event) => desk.addPhones(event),
  'desk.duck': (desk, event) => desk.player.duck(event.on),
  'desk.emotion': (desk, event) => desk.face.setMood(event.label),
  'desk.notice': (desk, event) => desk.announce(event),
  'desk.handover': (desk, event) => desk.handOver(event),
  error: (desk, event) => desk.failed(event),
};
