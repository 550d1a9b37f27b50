/** The time of day for everything that says "since": renewed every ten seconds, by the phone's own clock. */
import { ref } from "vue";

export const now = ref(new Date());

setInterval(() => (now.value = new Date()), 10_000);
