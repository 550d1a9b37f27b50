/** The camera as a scanner: opens it, looks some times a second, tells each code once. */

const FORMATS = ["qr_code", "code_128", "ean_13", "code_39", "data_matrix"] as const;
const LOOK_MS = 120; // between looks; a cheap phone needs about as long for one
const SAME_MS = 2000;
const ASSETS = "/static/field/";

interface Reader {
  detect(image: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}

export interface Camera {
  readonly hasTorch: boolean;
  torch(on: boolean): Promise<void>;
  stop(): void;
}

/** Why there is no picture, to be put into words by the screen. */
export class NoCamera extends Error {
  constructor(readonly reason: "denied" | "missing" | "busy" | "insecure") {
    super(reason);
  }
}

/**
 * Opens the camera that looks away from the person into `video` and calls `told` with each code. The same code is told
 * again only after two seconds without it. Raises NoCamera.
 */
export async function openCamera(video: HTMLVideoElement, told: (text: string) => void): Promise<Camera> {
  const stream = await streamOf();
  let isOn = true;
  const stop = () => {
    isOn = false;
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  };
  try {
    await show(video, stream);
    const reader = await readerFor();
    if (isOn) void look(video, reader, once(told, () => Date.now()), () => isOn);
  } catch (why) {
    stop();
    throw why;
  }
  return { ...torchOf(stream), stop };
}

async function streamOf(): Promise<MediaStream> {
  const media = globalThis.navigator?.mediaDevices as MediaDevices | undefined;
  if (!media?.getUserMedia) throw new NoCamera("insecure");
  const video = { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 720 } };
  try {
    return await media.getUserMedia({ audio: false, video });
  } catch (why) {
    throw new NoCamera(reasonOf(why));
  }
}

function reasonOf(why: unknown): NoCamera["reason"] {
  const { name } = why as DOMException;
  if (name === "NotAllowedError" || name === "SecurityError") return "denied";
  return name === "NotReadableError" || name === "AbortError" ? "busy" : "missing";
}

async function show(video: HTMLVideoElement, stream: MediaStream): Promise<void> {
  video.srcObject = stream;
  video.muted = true;
  video.setAttribute("playsinline", ""); // iOS opens a player of its own else
  await video.play();
}

let reader: Promise<Reader> | undefined;

/** The phone's own where it knows all our kinds; many phones have one that knows none. Loaded once. */
export function readerFor(): Promise<Reader> {
  reader ??= nativeReader().then((own) => own ?? ourReader());
  reader.catch(() => (reader = undefined)); // no network on the first use: the next try asks again
  return reader;
}

interface NativeDetector {
  new (options: { formats: readonly string[] }): Reader;
  getSupportedFormats(): Promise<string[]>;
}

async function nativeReader(): Promise<Reader | null> {
  const Native = (globalThis as { BarcodeDetector?: NativeDetector }).BarcodeDetector;
  const known = await Native?.getSupportedFormats().catch((): string[] => []);
  return Native && FORMATS.every((format) => known?.some((one) => one === format)) ? new Native({ formats: FORMATS }) : null;
}

async function ourReader(): Promise<Reader> {
  const { detector } = await import("./decoder");
  return detector([...FORMATS], ASSETS);
}

/** A frame that can't be read is followed by another: one bad look ends nothing. */
async function look(video: HTMLVideoElement, by: Reader, told: (text: string) => void, isOn: () => boolean): Promise<void> {
  while (isOn()) {
    const found = video.readyState >= 2 && !document.hidden ? await by.detect(video).catch(() => []) : [];
    for (const { rawValue } of found) if (rawValue && isOn()) told(rawValue);
    await new Promise((done) => setTimeout(done, LOOK_MS));
  }
}

/** Tells a code when it comes into sight; as long as it stays there it is the same showing. */
export function once(told: (text: string) => void, now: () => number): (text: string) => void {
  const seen = new Map<string, number>();
  return (text) => {
    const at = now();
    const before = seen.get(text);
    for (const [old, when] of seen) if (at - when >= SAME_MS) seen.delete(old);
    seen.set(text, at);
    if (before === undefined || at - before >= SAME_MS) told(text);
  };
}

function torchOf(stream: MediaStream): Pick<Camera, "hasTorch" | "torch"> {
  const [track] = stream.getVideoTracks();
  const can = track?.getCapabilities?.() as { torch?: boolean } | undefined;
  return {
    hasTorch: can?.torch === true,
    async torch(on) {
      await track?.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] }).catch(() => undefined);
    },
  };
}
