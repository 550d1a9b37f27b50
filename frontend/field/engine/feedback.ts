/** What a tester hears and feels, without looking. Three signs that can't be mistaken for each other. */

export type Sign = "success" | "repeat" | "flawed";

interface Made {
  buzz: number | number[];
  tones: readonly { hz: number; at: number; seconds: number }[];
}

const SIGNS: Record<Sign, Made> = {
  success: { buzz: 60, tones: [{ hz: 1320, at: 0, seconds: 0.12 }] },
  repeat: { buzz: [300, 100, 300], tones: [{ hz: 330, at: 0, seconds: 0.3 }, { hz: 330, at: 0.4, seconds: 0.3 }] },
  flawed: {
    buzz: [80, 60, 80, 60, 80],
    tones: [{ hz: 660, at: 0, seconds: 0.08 }, { hz: 520, at: 0.14, seconds: 0.08 }, { hz: 440, at: 0.28, seconds: 0.08 }],
  },
};

let sound: AudioContext | null | undefined;

/** Gives the sign as well as the phone can and its holder wants. Never raises. */
export function feel(sign: Sign, wanted: { sound: boolean; buzz: boolean } = { sound: true, buzz: true }): void {
  const { buzz, tones } = SIGNS[sign];
  try {
    if (wanted.buzz) globalThis.navigator?.vibrate?.(buzz);
    const context = wanted.sound ? contextOf() : null;
    for (const { hz, at, seconds } of tones) if (context) play(context, hz, at, seconds);
  } catch {
    // a phone that is mute still shows the tick
  }
}

/** Browsers give sound only after a touch: to be called from the first one. */
export function wakeSound(): void {
  void contextOf()?.resume?.().catch(() => undefined);
}

function contextOf(): AudioContext | null {
  if (sound !== undefined) return sound;
  const Context = globalThis.AudioContext ?? (globalThis as { webkitAudioContext?: typeof AudioContext }).webkitAudioContext;
  sound = Context ? new Context() : null;
  return sound;
}

/** With soft edges: a hard one clicks louder than the tone on a cheap speaker. */
function play(context: AudioContext, hz: number, after: number, seconds: number): void {
  const start = context.currentTime + after;
  const tone = context.createOscillator();
  const gain = context.createGain();
  tone.type = "square";
  tone.frequency.value = hz;
  gain.gain.setValueAtTime(0.0001, start);
  gain.gain.linearRampToValueAtTime(0.25, start + 0.01);
  gain.gain.linearRampToValueAtTime(0.0001, start + seconds);
  tone.connect(gain).connect(context.destination);
  tone.start(start);
  tone.stop(start + seconds);
}
