// Runs on the audio thread: hands the microphone's samples on in blocks of about 20 ms, untouched.
// The conversion to 24 kHz happens in mic.js, because not every browser lets a worklet import a module.

class MicTap extends AudioWorkletProcessor {
  constructor() {
    super();
    this.block = new Float32Array(128 * Math.max(1, Math.round(sampleRate / 50 / 128)));
    this.filled = 0;
  }

  process([input]) {
    const channel = input[0];
    if (!channel) return true; // the source is not connected yet
    this.block.set(channel, this.filled);
    this.filled += channel.length;
    if (this.filled >= this.block.length) {
      this.port.postMessage(this.block.slice());
      this.filled = 0;
    }
    return true;
  }
}

registerProcessor('mic-tap', MicTap);
