/**
 * An engine without store and network, for tests and for looking at the screens. Everybody in it is invented: given names
 * are cut from the 24 solar terms, ids begin with 9999. Not shipped.
 */
import { reactive } from "vue";
import {
  Problem,
  type Added, type Attempt, type Building, type Cared, type CareCheck, type Door, type DropBook, type Engine, type Entry, type Found, type Id, type Identified, type InTube,
  type Kind, type Obligation, type OpenTube, type Person, type Premises, type Status, type Target, type Who,
} from "../engine/types";
import { absent, cramped } from "../engine/family";
import { doorWord } from "../words/place";

export const HERE = "999999001001010003";
const SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华";
const TERMS = "春水蛰分明雨夏满芒至暑秋露霜冬雪寒谷";

export const NAT: Obligation = {
  code: "nat", name: "核酸检测", name_en: "Nucleic acid test", done_word: "已采", done_word_en: "swabbed", unit: "person", fields: [],
};
export const ANTIGEN: Obligation = {
  ...NAT, code: "antigen", name: "抗原", name_en: "Antigen", done_word: "已测", done_word_en: "tested",
  fields: [
    { name: "result", label: "结果", label_en: "Result", type: "choice", required: true, choices: [
      { value: "negative", label: "阴性", label_en: "Negative" }, { value: "positive", label: "阳性", label_en: "Positive" }, { value: "invalid", label: "无效", label_en: "Invalid" },
    ] },
    { name: "temperature", label: "体温", label_en: "Temperature", type: "number", unit: "℃", min: 34, max: 43, step: 0.1, usual: 36.5 },
    { name: "cough", label: "咳嗽", label_en: "Cough", type: "yes_no" },
  ],
};
export const PARCEL: Obligation = {
  code: "parcel", name: "物资", name_en: "Parcel", done_word: "送达", done_word_en: "delivered", unit: "household",
  fields: [{ name: "note", label: "放在哪里", label_en: "Left where", type: "text" }],
};
export const SHOPS: Obligation = {
  code: "disinfection", name: "消杀", name_en: "Disinfection", done_word: "已消", done_word_en: "disinfected", unit: "place", fields: [],
};

let serial = 0;
const at = (hhmm: string): string => {
  const now = new Date();
  now.setHours(Number(hhmm.slice(0, 2)), Number(hhmm.slice(3)), 8, 0);
  return now.toISOString();
};

function person(name: string, more: Partial<Person> = {}): Person {
  serial += 1;
  const n = String(serial).padStart(4, "0");
  return { id: `99990010010000${n}`, name, initials: "", age: 40, tags: [], tel: `+8613800${n}0`, tail: `${n.slice(1)}0`, doc: "", card: `CARD${n}`, short: `1234${n}`, ...more };
}

function door(room: string, people: Person[]): Door {
  return { home: `99990010020${room.padStart(5, "0")}`, stair: 1, floor: Number(room.slice(0, -2)), room, card: `HOME${room}`, short: "", people };
}

/** The doors of the mock-ups, then finished ones below. */
function doors(): Door[] {
  const open = [
    door("1102", [person("陈*满", { age: 66, tags: ["oxygen"] }), person("陈*立"), person("汤*夏")]),
    door("1005", [person("尤*冬"), person("尤*雪"), person("尤*水"), person("尤*明")]),
    door("907", [person("许*秋", { tags: ["pregnant"] }), person("许*露"), person("何*分")]),
    door("601", [person("吕*霜")]),
    door("502", [person("王*兰", { age: 81, tags: ["lives_alone"] }), person("王*雨")]),
    door("406", [person("施*水"), person("施*春")]),
    door("305", [person("张*谷", { tel: "" }), person("张*芒", { tel: "" })]),
    door("108", [person("孔*雪", { tags: ["language"] }), person("孔*夏"), person("孔*至")]),
    door("101", [person("郑*分", { age: 86, tags: ["no_smartphone"] })]),
  ];
  const whole = Array.from({ length: 79 }, (_, n) => {
    const surname = SURNAMES[n % SURNAMES.length]!;
    return door(String(100 * (1 + (n % 11)) + 9 + Math.floor(n / 11)), [person(`${surname}*${TERMS[n % TERMS.length]}`), person(`${surname}*${TERMS[(n + 5) % TERMS.length]}`)]);
  });
  return [...open, ...whole];
}

export interface Options {
  kind?: Kind;
  phase?: Status["phase"];
  obligation?: Obligation;
  offline?: boolean;
  unsent?: number;
  buildings?: number;
  tube?: number; // people in the open tube; -1: no tube
  status?: Partial<Status>;
  care?: Cared[];
  drop?: DropBook; // of the first building
}

/** Twenty-four boxes of four for 88 doors, counted or not. */
export const someDrop = (took: number | null): DropBook => ({
  drops: [{ id: "trip-1", number: 3, gave: 24, took }], each: 1, per_box: 4, recalled: "", short: took === null ? 0 : 24 - took,
  came: took === null ? null : took * 4, delivered: 79, returned: 1, spoiled: 1, counted: null, rest: (took ?? 0) * 4 - 81,
});

/** Minutes from now, as the phone reads it. */
export const inMinutes = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString();

export function check(code: string, due: number, more: Partial<CareCheck> = {}): CareCheck {
  const named = code === "equipment" ? { name: "设备照看", name_en: "Equipment" } : { name: "每日联系", name_en: "Daily welfare call" };
  return {
    round: code === "equipment" ? 32 : 31, code, ...named, opens_at: inMinutes(due - 240), due_at: inMinutes(due), what: "", state: "open",
    at: null, said: "", here: false, ...more,
  };
}

/** A carer's morning: one who did not answer, oxygen water in the evening, one heard of, one as second person. */
export function someCare(buildings: readonly Building[]): Cared[] {
  const at = (room: string): Found => {
    const building = buildings[0]!;
    const door = building.doors.find((one) => one.room === room)!;
    return { building, door, person: door.people[0]! };
  };
  const base = { carer: "陆满", backup: "华小暑", second: false, tries: [], climb: null, card: {}, guides: [] };
  return [
    { ...base, found: at("1102"), checks: [check("welfare_call", -95, { state: "done", at: inMinutes(-130), said: "well" }), check("equipment", 200, { what: "制氧机换纯净水" })],
      card: { medicine: "氨氯地平，早一片", signs: "嘴唇发紫就拨 120", allergies: "青霉素", hospital: "示范二院", key: "钥匙在 302" },
      guides: [{ id: "g1", name: "陆*满", way: "wechat", number: "12000003321", from: "17:00", until: "21:00", steps: "先关机，再倒水到红线" }] },
    { ...base, found: at("502"), checks: [check("welfare_call", 34)], tries: [{ round: 31, outcome: "nobody_home", at: inMinutes(-19), here: true }],
      climb: { rung: "first", next: "retry", due_at: inMinutes(71), at: inMinutes(-19), life: false, result: "no_answer" }, card: { contact: "女儿，尾号 3320" } },
    { ...base, found: at("601"), checks: [check("welfare_call", 34)] },
    { ...base, found: at("101"), checks: [check("welfare_call", 34, { state: "done", at: inMinutes(-40), said: "well" })] },
    { ...base, found: at("907"), carer: "徐吉敏", backup: "陆满", second: true, checks: [check("welfare_call", 34)] },
  ];
}

export function createFake(options: Options = {}): Engine & { calls: [string, ...unknown[]][]; entries: Entry[] } {
  serial = 0;
  const obligation = options.obligation ?? NAT;
  const first: Building = { key: HERE, name: "3号楼", compound: "春和新苑", doors: doors() };
  const more = Array.from({ length: (options.buildings ?? 1) - 1 }, (_, n): Building => ({
    key: `99999900100101000${n + 4}`, name: `${n + 4}号楼`, compound: "春和新苑",
    doors: [door("201", [person("褚*暑"), person("褚*寒")]), door("102", [person("卫*蛰")])].map((one) => ({ ...one, home: one.home + n })),
  }));
  const buildings = [first, ...more];
  const premises: Premises[] = obligation.unit === "place"
    ? [{ id: "9999009001", name: "谷雨便利店", building: HERE }, { id: "9999009002", name: "白露理发", building: HERE }, { id: "9999009003", name: "小满水果", building: HERE }]
    : [];
  const targets = reactive(new Map<Id, Target>());
  const attempts = reactive<Attempt[]>([]);
  const served = new Map<string, Id>(); // by the id of their record
  const open: Target = { state: "open", at: null, tube: null, why: "", here: false };
  const done = (when: string, tube: string | null): Target => ({ state: "done", at: at(when), tube, why: "", here: false });

  buildings.forEach((building, b) => building.doors.forEach((one, n) => {
    targets.set(one.home, b === 0 && n >= 9 ? done("09:12", null) : { ...open });
    for (const who of one.people) targets.set(who.id, b === 0 && n >= 9 ? done("09:12", "T-70388") : { ...open });
  }));
  for (const one of premises) targets.set(one.id, { ...open });
  const [chen, , xu, lv, wang, , zhang] = first.doors;
  if (obligation.unit === "person") {
    targets.set(chen!.people[0]!.id, done("09:31", "T-70388"));
    targets.set(xu!.people[1]!.id, done("09:40", "T-70390"));
    targets.set(zhang!.people[0]!.id, done("10:02", "T-70391"));
    targets.set(first.doors[7]!.people[2]!.id, { ...open, state: "excused" });
  }
  const inside = () => new Set((tube.open?.people ?? []).flatMap((one) => one.subject ?? []));
  const isOpen = (id: Id) => targets.get(id)?.state === "open";
  const tried = (who: Door, when: string) => who.people.forEach(({ id }) => attempts.push({ subject: id, outcome: "nobody_home", at: at(when), note: "", here: true }));
  if (obligation.unit === "person" && options.kind === "sweep") {
    tried(lv!, "09:50");
    tried(wang!, "08:40");
    tried(wang!, "11:15");
  }

  const status: Status = reactive({
    phase: options.phase ?? "ready",
    device: ["welcome", "wiped"].includes(options.phase ?? "ready") ? null : {
      number: 12, label: options.kind === "sweep" ? "扫楼 3" : options.kind === "post" ? "入口数人" : options.kind === "precheck" ? "预检 1" : options.kind === "care" ? "关爱 1" : "2号台",
      kind: options.kind ?? "desk", holder: options.kind === "sweep" ? "孙大寒" : "杨立冬", round: 7, area: "999999001001", area_name: "春和居委会",
      place: "99999900100101", place_name: "春和新苑", site: null, post: options.kind === "post" ? "queue" : null, ends_at: at("18:00"), may_call: true,
    },
    round: { id: 7, name: "第7轮", obligation, opens_at: at("07:00"), due_at: at("18:00"), pool_size: 10, state: "open" },
    rounds: [], online: !options.offline, offline_since: options.offline ? new Date(Date.now() - 41 * 60_000).toISOString() : null,
    unsent: options.unsent ?? 0, made: 143, here: 143 - (options.unsent ?? 0), sent_at: at("11:40"), skew_ms: 0, asks_new_key: false, problem: null,
    bundle_at: at("07:10"), flagged: 0, notices: [], storage_persistent: true, ...options.status,
  });
  const tube = reactive<{ open: OpenTube | null; last: OpenTube | null }>({ open: null, last: null });
  const entries = reactive<Entry[]>([]);
  const calls: [string, ...unknown[]][] = [];

  const inTube = (position: number, found: Found | null, who: Who, flags: string[]): InTube => ({
    position, subject: who.subject ?? null, card: who.card ?? null, said: who.said ?? "", name: found?.person.name ?? who.name, where: who.where, at: new Date().toISOString(), flags,
  });
  if ((options.kind ?? "desk") === "desk" && (options.tube ?? 7) >= 0) {
    const rooms = ["1101", "1101", "1101", "1103", "1103", "1104", "1106", "1106", "1107", "1107"];
    const names = ["赵*春", "赵*水", "赵*蛰", "钱*分", "钱*谷", "孙*夏", "李*满", "李*谷", "周*芒", "吴*至"];
    tube.open = {
      code: "T-70429", at: new Date(Date.now() - 31 * 60_000).toISOString(), capacity: 10,
      people: names.slice(0, options.tube ?? 7).map((name, n) => inTube(n + 1, null, { name, where: `3号楼${rooms[n]}` }, [])),
    };
  }

  const everyone = (): Found[] => buildings.flatMap((building) => building.doors.flatMap((one) => one.people.map((who) => ({ person: who, door: one, building }))));
  let made = status.made;
  function record(kind: Entry["kind"], summary: Entry["summary"]): Entry {
    made += 1;
    const entry: Entry = { number: made, id: `id-${made}`, kind, at: new Date().toISOString(), summary, state: "waiting", flags: [], odd: [], why: "", named_at: null };
    entries.unshift(entry);
    status.made = made;
    status.unsent += 1;
    return entry;
  }
  const nameOf = (id: Id) => everyone().find((one) => one.person.id === id)?.person.name ?? premises.find((one) => one.id === id)?.name ?? "";
  const whereOf = (id: Id) => {
    const found = everyone().find((one) => one.person.id === id || one.door.home === id);
    return found ? doorWord(found.building, found.door) : "";
  };

  const book: DropBook | null = options.drop ? reactive(options.drop) : null;
  const care = reactive(options.care ?? (options.kind === "care" ? someCare(buildings) : []));
  const checkOf = (id: Id, round: number | undefined) =>
    care.find((one) => one.found.person.id === id)?.checks.find((one) => one.round === round);

  const engine: Engine & { calls: typeof calls; entries: Entry[] } = {
    calls, entries, status, tube, buildings, premises, care,
    start: async () => undefined,
    async enrol(invitation, holder) {
      calls.push(["enrol", invitation, holder]);
      if (invitation.includes("USED")) throw new Problem("devices.invitation_used", "邀请用过了");
      if (invitation.includes("WHO") && !holder) throw new Problem("devices.holder_wanted", "写上名字");
      Object.assign(status, { phase: "ready", device: createFake({ kind: "desk" }).status.device });
    },
    refresh: async () => undefined,
    async sync() {
      calls.push(["sync"]);
      if (!status.online) throw new Problem("offline", "没有网络");
      status.unsent = 0;
      for (const one of entries) if (one.state === "waiting") one.state = "sent";
    },
    async identify(text): Promise<Identified> {
      const found = everyone().filter((one) => one.person.card === text || one.person.short === text);
      if (options.kind === "precheck" && found[0]) return { what: "valid", building: found[0].building };
      if (found.length > 1) return { what: "several", found };
      if (found[0]) return { what: "person", found: found[0] };
      const home = buildings.flatMap((building) => building.doors.map((one) => ({ building, door: one }))).find((one) => one.door.card === text);
      if (home) return { what: "household", ...home };
      if (/^T-\d{5}$/.test(text)) return { what: "tube", code: text, ours: text.startsWith("T-70") };
      const flaw = /^FLAW:(\w+)$/.exec(text)?.[1];
      if (flaw) return { what: "flawed", flaw: flaw as never, until: flaw === "expired" ? "2026-10-31" : null };
      if (text.startsWith("ELSEWHERE")) return { what: "elsewhere", tag: text };
      if (text.startsWith("SEVERAL")) return { what: "several", found: everyone().slice(0, 2) };
      if (text.startsWith("WJ1:D")) return { what: "invitation", text };
      if (text.startsWith("WJ1:S")) return { what: "sheet", tag: text };
      if (text.startsWith("WH1:")) return { what: "handover", text };
      return { what: "nobody", text };
    },
    search: (text, building) => everyone().filter((one) => (!building || one.building.key === building) && (one.person.name.includes(text) || one.door.room.startsWith(text))).slice(0, 30),
    target: (id) => targets.get(id) ?? null,
    attempts: (id) => attempts.filter((one) => one.subject === id),
    tally: () => ({ owed: 0, done: 0, open: 0, excused: 0, doors: 0, doors_whole: 0 }),
    async openTube(code) {
      calls.push(["openTube", code]);
      tube.open = { code, at: new Date().toISOString(), capacity: 10, people: [] };
      return tube.open;
    },
    async add(who, force = false): Promise<Added> {
      calls.push(["add", who, force]);
      if (!tube.open) return { outcome: "no_tube" };
      const target = who.subject ? targets.get(who.subject) : undefined;
      if (target?.state === "done" && !force) return { outcome: "again", at: target.at, tube: target.tube, here: target.here };
      if (tube.open.people.length >= tube.open.capacity && !force) return { outcome: "full", capacity: tube.open.capacity };
      const home = everyone().find((one) => one.person.id === who.subject);
      const short = home && !force && cramped(home.door, inside(), tube.open.capacity - tube.open.people.length, tube.open.capacity, isOpen);
      if (short) return { outcome: "cramped", ...short };
      const isFull = tube.open.people.length >= tube.open.capacity;
      const flags = [...(target?.state === "done" ? ["again"] : []), ...(isFull ? ["full"] : [])];
      const position = tube.open.people.length + 1;
      tube.open.people.push(inTube(position, null, who, flags));
      if (who.subject) targets.set(who.subject, { state: "done", at: new Date().toISOString(), tube: tube.open.code, why: "", here: true });
      return { outcome: "added", position, left: tube.open.capacity - position };
    },
    absent: () => absent(buildings.flatMap((one) => one.doors), inside(), isOpen).map((one) => ({ ...one, building: first })),
    async undo(position) {
      calls.push(["undo", position]);
      const gone = tube.open?.people.find((one) => one.position === position);
      if (gone) {
        record("tube", { name: gone.name, where: gone.where, tube: tube.open!.code }).state = "void";
        status.unsent -= 1;
      }
      if (tube.open) tube.open.people = tube.open.people.filter((one) => one.position !== position).map((one, n) => ({ ...one, position: n + 1 }));
    },
    async closeTube() {
      calls.push(["closeTube"]);
      const was = tube.open;
      tube.open = null;
      if (!was || was.people.length === 0) return null;
      tube.last = was;
      return record("tube", { name: "", where: "", tube: was.code, people: was.people.length });
    },
    async serve(subjects, place, detail, round) {
      calls.push(["serve", subjects, place, detail, ...(round ? [round] : [])]);
      return subjects.map((id) => {
        const asked = checkOf(id, round);
        if (asked) Object.assign(asked, { state: "done", at: new Date().toISOString(), said: String(detail["state"] ?? ""), here: true });
        targets.set(id, { state: "done", at: new Date().toISOString(), tube: null, why: "", here: true });
        const entry = record("proof", { name: nameOf(id), where: whereOf(id) });
        served.set(entry.id, id);
        return entry;
      });
    },
    async stranger(said, place, detail) {
      calls.push(["stranger", said, place, detail]);
      return record("proof", { name: said, where: "" });
    },
    async serveCard(tag, place, detail) {
      calls.push(["serveCard", tag, place, detail]);
      return record("proof", { name: "", where: "" });
    },
    async attempt(subjects, place, outcome, note, round) {
      calls.push(["attempt", subjects, place, outcome, note, ...(round ? [round] : [])]);
      return subjects.map((id) => {
        attempts.push({ subject: id, outcome, at: new Date().toISOString(), note, here: true });
        return record("attempt", { name: nameOf(id), where: whereOf(id), outcome });
      });
    },
    async count(post, waiting) {
      calls.push(["count", post, waiting]);
      return record("count", { name: "", where: "", people: waiting });
    },
    drop: (building) => (building === HERE ? book : null),
    async took(trip, building, boxes) {
      calls.push(["took", trip, building, boxes]);
      if (book) Object.assign(book, { ...someDrop(boxes), drops: book.drops.map((one) => ({ ...one, took: boxes })) });
      return record("took", { name: "", where: "3号楼", people: boxes });
    },
    async left(building, what, quantity, note) {
      calls.push(["left", building, what, quantity, note]);
      return record("left", { name: "", where: "3号楼", people: quantity, outcome: what });
    },
    async damaged(home, building) {
      calls.push(["damaged", home, building]);
      attempts.push({ subject: home, outcome: "damaged", at: new Date().toISOString(), note: "", here: true });
      return [record("attempt", { name: "", where: whereOf(home), outcome: "damaged" }), record("left", { name: "", where: "3号楼", people: 1, outcome: "spoiled" })];
    },
    async withdraw(ids) {
      calls.push(["withdraw", ids]);
      if (ids.some((id) => entries.find((one) => one.id === id)?.state === "sent")) return false;
      for (const id of ids) if (served.has(id)) targets.set(served.get(id)!, { ...open });
      return true;
    },
    log: async (limit = 1000) => entries.slice(0, limit),
    async looked(ids) {
      calls.push(["looked", ids]);
      status.flagged = 0;
    },
    async retry(ids) {
      calls.push(["retry", ids]);
    },
    async hand() {
      return {
        frames: Array.from({ length: 7 }, (_, n) => `WH1:ABCDEFGH:${n + 1}/7:${"AB2C3D4E5F6G7".repeat(28)}`), records: status.unsent,
        file: async () => ({ blob: new Blob(["x"]), word: "K7M2PQ4T", name: "wanjia-12-23.wjh" }),
        taken: async () => void calls.push(["taken"]),
      };
    },
    async receive(text) {
      return text.endsWith("end") ? { done: true, records: 37, holder: "孙大寒", known: 2 } : { done: false, have: 12, of: 34 };
    },
    receiveFile: async () => ({ done: true, records: 37, holder: "孙大寒", known: 0 }),
    async wipe() {
      calls.push(["wipe"]);
      if (status.unsent) throw new Problem("unsent", "还有没发的");
      status.phase = "wiped";
    },
    stop: () => undefined,
  };
  return engine;
}

/** A log as it may come back: tubes, visits, something odd, something malformed. */
export function someLog(): Entry[] {
  const base = { flags: [], odd: [], why: "", named_at: null };
  const entry = (number: number, hhmm: string, more: Partial<Entry> & Pick<Entry, "kind" | "summary" | "state">): Entry => ({ ...base, number, id: `log-${number}`, at: at(hhmm), ...more });
  return [
    entry(143, "11:58", { kind: "tube", summary: { name: "", where: "春和新苑", tube: "T-70428", people: 10 }, state: "waiting" }),
    entry(142, "11:51", { kind: "attempt", summary: { name: "王*兰", where: "3号楼502", outcome: "nobody_home" }, state: "waiting" }),
    entry(0, "11:40", { kind: "proof", summary: { name: "尤*冬", where: "3号楼1005" }, state: "carried" }),
    entry(141, "11:32", { kind: "proof", summary: { name: "田谷雨", where: "301" }, state: "malformed", why: "place: outside your areas" }),
    entry(140, "11:20", { kind: "tube", summary: { name: "", where: "春和新苑", tube: "T-70427", people: 11 }, state: "sent", odd: [
      { position: 4, outcome: "extra", flags: ["duplicate_person"] }, { position: 9, outcome: "stranger", flags: ["not_on_roster"] }, { position: 11, outcome: "done", flags: ["tube_full"] } ] }),
    entry(139, "11:02", { kind: "proof", summary: { name: "许*露", where: "3号楼907" }, state: "sent", flags: ["clock_skew"] }),
    entry(138, "10:57", { kind: "proof", summary: { name: "张*谷", where: "3号楼305" }, state: "void" }),
    entry(137, "10:40", { kind: "count", summary: { name: "", where: "", people: 23 }, state: "sent" }),
  ];
}
