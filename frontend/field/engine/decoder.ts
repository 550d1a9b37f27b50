/** The barcode decoder: a chunk of its own, loaded on first use. Only camera.ts imports it, and lazily. */
import { BarcodeDetector, prepareZXingModule, type BarcodeFormat } from "barcode-detector/ponyfill";

/** Ours decodes everywhere alike; `base` is where the machine code lies. */
export function detector(formats: BarcodeFormat[], base: string): BarcodeDetector {
  prepareZXingModule({ overrides: { locateFile: (name: string) => base + name } });
  return new BarcodeDetector({ formats });
}
