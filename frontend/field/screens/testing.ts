/** Mounts the whole app over the invented engine. For tests only. */
import { flushPromises, mount, type VueWrapper } from "@vue/test-utils";
import { vi } from "vitest";
import App from "../App.vue";
import { fault } from "../parts/fault";
import { hush } from "../parts/toast";
import { WAYS, type Ways } from "../parts/ways";
import { speak } from "../words";
import { createFake, type Options } from "./fake";
import { go, home, type Page } from "./route";

export type Fake = ReturnType<typeof createFake>;

export interface Open {
  app: VueWrapper;
  engine: Fake;
  feel: { good: ReturnType<typeof vi.fn>; repeat: ReturnType<typeof vi.fn>; bad: ReturnType<typeof vi.fn> };
  scan(text: string): Promise<void>;
  show(page: Page, over?: string): Promise<void>;
  press(selector: string): Promise<void>;
  text(): string;
}

export async function openApp(options: Options = {}): Promise<Open> {
  document.body.innerHTML = "";
  hush();
  fault.value = null;
  speak("zh");
  home();
  const engine = createFake(options);
  const feel = { good: vi.fn(), repeat: vi.fn(), bad: vi.fn() };
  const ears = new Set<(text: string) => void>();
  const ways: Ways = {
    engine, feel,
    look: () => Promise.reject("none"),
    listen: (read) => (ears.add(read), () => ears.delete(read)),
  };
  const app = mount(App, { attachTo: document.body, global: { provide: { [WAYS as symbol]: ways }, stubs: { transition: false } } });
  await flushPromises();
  return {
    app, engine, feel,
    async scan(text) {
      ears.forEach((hear) => hear(text));
      await flushPromises();
    },
    async show(page, over = "") {
      go(page, over);
      await flushPromises();
    },
    async press(selector) {
      const found = app.find(selector);
      if (!found.exists()) throw new Error(`nothing to press: ${selector}`);
      await found.trigger("click");
      await flushPromises();
    },
    text: () => app.text(),
  };
}

/** Ids as the invented engine deals them: the first door's people. */
export const CHEN_DONE = "999900100100000001";
export const CHEN_OPEN = "999900100100000002";
export const TANG_OPEN = "999900100100000003";
