/** The microphone, worked on away from the page. */

/** Asks for it. Throws what the browser says: NotAllowedError, NotFoundError, NotReadableError… */
export async function askForMicrophone(): Promise<MediaStream> {
  // Absent where the page is not served securely.
  if (!("mediaDevices" in navigator)) throw new DOMException("", "SecurityError");
  return navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 } });
}

/** Blocks of 16-bit samples, 20 ms each, with the loudest of each; the port takes `{ type: "mute", isMuted }`. */
export async function captureOf(stream: MediaStream, context: AudioContext, sampleRateHz: number, onBlock: (samples: ArrayBuffer, level: number) => void): Promise<AudioWorkletNode> {
  await context.audioWorklet.addModule("/audio/capture.js");
  const node = new AudioWorkletNode(context, "capture", {
    numberOfInputs: 1, numberOfOutputs: 0, channelCount: 1, channelCountMode: "explicit", processorOptions: { sampleRateHz },
  });
  node.port.onmessage = ({ data }: MessageEvent<{ samples: ArrayBuffer; level: number }>) => onBlock(data.samples, data.level);
  context.createMediaStreamSource(stream).connect(node);
  return node;
}
