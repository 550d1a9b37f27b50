/** What the holder has chosen for this phone. Kept in the browser, it says nothing about anybody. */
import { reactive, watch } from "vue";

export interface Choices {
  night: boolean;
  sound: boolean;
  buzz: boolean;
  torch: boolean;
  frames: number; // QR frames a second at a hand-over
}

const KEPT = "wanjia.field.choices";
const FIRST: Choices = { night: false, sound: true, buzz: true, torch: false, frames: 3 };

export const choices = reactive<Choices>({ ...FIRST, ...kept() });

watch(choices, (now) => {
  try {
    localStorage.setItem(KEPT, JSON.stringify(now));
  } catch {
    // without a store the choices last as long as the page
  }
});

function kept(): Partial<Choices> {
  try {
    return JSON.parse(localStorage.getItem(KEPT) ?? "{}") as Partial<Choices>;
  } catch {
    return {};
  }
}
