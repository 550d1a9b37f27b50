// The screens with an invented engine, for looking: npx vite field/screens/look. Not shipped.
// ?kind=sweep&offline=1&unsent=37&lang=en&night=1&round=antigen#/home
import { createApp } from "vue";
import App from "../../App.vue";
import "../../css/index.css";
import type { Kind, Status } from "../../engine/types";
import { choices } from "../../parts/choices";
import { WAYS, type Ways } from "../../parts/ways";
import { speak } from "../../words";
import { ANTIGEN, createFake, NAT, PARCEL, SHOPS, someDrop, someLog } from "../fake";

const asked = new URLSearchParams(location.search);
const number = (name: string, without: number) => Number(asked.get(name) ?? without);
const ROUNDS = { nat: NAT, antigen: ANTIGEN, parcel: PARCEL, shops: SHOPS };

speak(asked.get("lang") === "en" ? "en" : "zh");
choices.night = asked.has("night");

const engine = createFake({
  kind: (asked.get("kind") ?? "desk") as Kind,
  phase: (asked.get("phase") ?? "ready") as Status["phase"],
  obligation: ROUNDS[(asked.get("round") ?? "nat") as keyof typeof ROUNDS],
  offline: asked.has("offline"),
  unsent: number("unsent", 0),
  buildings: number("buildings", 1),
  tube: number("tube", 7),
  ...(asked.has("drop") ? { drop: someDrop(asked.get("drop") ? Number(asked.get("drop")) : null) } : {}),
  status: JSON.parse(asked.get("status") ?? "{}") as Partial<Status>,
});
engine.entries.push(...someLog());

let heard: (text: string) => void = () => undefined;
const ways: Ways = {
  engine,
  look: async () => Promise.reject(asked.get("camera") ?? "none"),
  listen(read) {
    heard = read;
    return () => (heard = () => undefined);
  },
  feel: { good: () => undefined, repeat: () => undefined, bad: () => undefined },
};
Object.assign(window, { scan: (text: string) => heard(text), engine });

createApp(App).provide(WAYS, ways).mount("#app");
