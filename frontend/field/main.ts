/** Puts the field app together: engine, camera, scanner and signs go to the screens; the service worker keeps the pages. */
import { createApp } from "vue";
import App from "./App.vue";
import "./css/index.css";
import { createEngine } from "./engine";
import { NoCamera, openCamera } from "./engine/camera";
import { feel, wakeSound, type Sign } from "./engine/feedback";
import { installWedge } from "./engine/wedge";
import { installWorker } from "./engine/worker";
import { choices } from "./parts/choices";
import { raise } from "./parts/fault";
import { WAYS, type Blind, type Eye, type Ways } from "./parts/ways";

const BLIND: Record<NoCamera["reason"], Blind> = { denied: "denied", missing: "none", busy: "busy", insecure: "none" };

async function look(view: HTMLVideoElement, read: (text: string) => void): Promise<Eye> {
  try {
    const camera = await openCamera(view, read);
    return { hasLight: camera.hasTorch, light: (on) => camera.torch(on), close: () => camera.stop() };
  } catch (why) {
    throw why instanceof NoCamera ? BLIND[why.reason] : ("failed" satisfies Blind);
  }
}

const sign = (name: Sign) => feel(name, choices);

const ways: Ways = {
  engine: createEngine(),
  look,
  listen: (read) => installWedge(document, read),
  feel: { good: () => sign("success"), repeat: () => sign("repeat"), bad: () => sign("flawed") },
};

// browsers give sound only after a touch
document.addEventListener("pointerdown", wakeSound, { once: true });

const app = createApp(App).provide(WAYS, ways);
app.config.errorHandler = raise; // nothing fails unseen
app.mount("#app");

void installWorker();
