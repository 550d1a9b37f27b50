/** What the engine (store, codes, log, sync) promises to the screens. The server's side stands in docs/field.md. */

export type Id = string; // of a person, household, premises: text, they pass 2^53
export type Moment = string; // ISO 8601 with an offset, by this phone's clock

export type Kind = "desk" | "sweep" | "precheck" | "post" | "care";
export type Unit = "person" | "household" | "place";
export type TargetState = "open" | "done" | "excused" | "released";
export type Outcome =
  | "nobody_home" | "asleep" | "refused" | "away" | "moved" | "at_home"
  | "no_answer" | "wrong_number" | "reached" | "later" | "damaged" | "texted";
export type Flaw = "not_ours" | "incomplete" | "forged" | "expired" | "revoked" | "other_area" | "not_yet";

export interface Device {
  number: number;
  label: string;
  kind: Kind;
  holder: string;
  round: number;
  area: string;
  area_name: string;
  place: string;
  place_name: string;
  site: string | null;
  post: string | null;
  ends_at: Moment;
  may_call: boolean;
}

export interface Choice {
  value: string;
  label: string;
  label_en: string;
}

/** One of the two or three fields that an obligation asks at the door. */
export interface Field {
  name: string;
  label: string;
  label_en: string;
  type: "number" | "choice" | "yes_no" | "text";
  unit?: string;
  min?: number;
  max?: number;
  step?: number;
  usual?: number; // where − and ＋ begin in an empty field
  choices?: Choice[];
  required?: boolean;
}

export interface Obligation {
  code: string;
  name: string;
  name_en: string;
  done_word: string;
  done_word_en: string;
  unit: Unit;
  fields: Field[];
}

export interface Round {
  id: number;
  name: string;
  obligation: Obligation;
  opens_at: Moment;
  due_at: Moment;
  pool_size: number;
  state: string;
}

export interface Person {
  id: Id;
  name: string; // masked: 王*兰
  initials: string;
  age: number | null;
  tags: string[]; // kinds of need, the most urgent first
  tel: string; // empty unless the device may call
  tail: string;
  doc: string;
  card: string;
  short: string;
}

export interface Door {
  home: Id;
  stair: number;
  floor: number;
  room: string;
  card: string;
  short: string;
  people: Person[];
}

export interface Building {
  key: Id;
  name: string;
  compound: string;
  doors: Door[]; // in walking order
}

export interface Premises {
  id: Id;
  name: string;
  building: Id;
}

/** What is owed by one subject, with what this phone itself has recorded already counted in. */
export interface Target {
  state: TargetState;
  at: Moment | null;
  tube: string | null; // the tube it went into
  why: string;
  here: boolean; // recorded on this phone
}

export interface Attempt {
  subject: Id;
  outcome: Outcome;
  at: Moment;
  note: string;
  here: boolean;
}

/** One check of a carer's day: a call, a visit, water for the oxygen at 18:00. */
export interface CareCheck {
  round: number;
  code: string;
  name: string;
  name_en: string;
  opens_at: Moment;
  due_at: Moment;
  what: string; // the task in the plan's words; empty for a call
  state: TargetState;
  at: Moment | null;
  said: string; // how they were: well, needs_help, to_hospital
  here: boolean; // recorded on this phone
}

/** A relative elsewhere who shows by video what to do; on the phone only on the day of an open task. */
export interface Guide {
  id: string;
  name: string; // masked
  way: "wechat" | "tencent" | "phone";
  number: string;
  from: string | null; // HH:MM; null: at any hour
  until: string | null;
  steps: string;
}

/** A try that met nobody, or somebody, at one of the checks. */
export interface CareTry {
  round: number;
  outcome: Outcome;
  at: Moment;
  here: boolean;
}

export type Rung = "first" | "retry" | "second" | "door" | "ambulance" | "handed";

/** Where the ladder of somebody who was not heard of stands (trap 21): the next step and its limit. */
export interface Climb {
  rung: Rung | ""; // the last that was done; empty: nobody has tried
  next: Rung | ""; // empty: the desk writes what came of it
  due_at: Moment;
  at: Moment; // the last step
  life: boolean;
  result: string;
}

/** One person of a carer's list, with what this phone itself has recorded counted in. */
export interface Cared {
  found: Found;
  carer: string;
  backup: string;
  second: boolean; // the holder is the second person
  checks: CareCheck[]; // by the hour by which they are due
  tries: CareTry[]; // oldest first
  climb: Climb | null;
  card: Record<string, string>; // for an ambulance crew: signs, medicine, allergies …
  guides: Guide[];
}

/** Boxes of one trip at a building's drop point: what the gate gave against what was counted here. */
export interface Drop {
  id: string;
  number: number;
  gave: number; // as the gate counted, else as the paper of the trip says
  took: number | null; // null: nobody has counted
}

export type LeftKind = "returned" | "spoiled" | "on_hand";

/** The books of a delivery at one building: parcels that came = at the doors + returned + spoiled + still there. */
export interface DropBook {
  drops: Drop[];
  each: number; // parcels for a household
  per_box: number;
  recalled: string; // why nothing of it may be handed out any more; empty: it may
  short: number; // boxes that the gate gave and nobody found here; less than none: too many
  came: number | null; // parcels; null while boxes are not counted
  delivered: number;
  returned: number;
  spoiled: number;
  counted: number | null; // lying there, when somebody counted last
  rest: number; // what should lie there
}

/** Where somebody lives, as found in the bundle. */
export interface Found {
  person: Person;
  door: Door;
  building: Building;
}

/** What a scanned or typed text turned out to be. */
export type Identified =
  | { what: "person"; found: Found }
  | { what: "household"; door: Door; building: Building }
  | { what: "several"; found: Found[] } // two people share the first bytes of their document's hash, or one short
  | { what: "elsewhere"; tag: string } // a good code of somebody who is not in our buildings
  | { what: "valid"; building: Building | null } // pre-check: good, and where; nothing else
  | { what: "green"; until: string } // a pass of the green channel: the day of the visit, nothing of the person
  | { what: "transport"; until: string } // a vehicle or rider of a supplier, for this gate: the last day
  | { what: "release"; since: string; until: string } // a certificate that an order is over: its first and last good day
  | { what: "flawed"; flaw: Flaw; until: string | null } // until: last valid day, YYYY-MM-DD
  | { what: "tube"; code: string; ours: boolean } // ours: inside a label range of this site
  | { what: "invitation"; text: string }
  | { what: "handover"; text: string }
  | { what: "sheet"; tag: string }
  | { what: "nobody"; text: string }; // nothing that we know

/** Somebody in the open tube. */
export interface InTube {
  position: number; // from 1
  subject: Id | null;
  card: string | null;
  said: string;
  name: string; // masked, or what they said
  where: string; // 3号楼1106
  at: Moment;
  flags: string[]; // "again": swabbed although done already; "full": beyond the tube
}

export interface OpenTube {
  code: string;
  at: Moment;
  capacity: number;
  people: InTube[];
}

/** Result of putting somebody into the tube. Only "added" has changed anything. */
export type Added =
  | { outcome: "added"; position: number; left: number }
  | { outcome: "again"; at: Moment | null; tube: string | null; here: boolean } // done already; `force` adds with a mark
  | { outcome: "full"; capacity: number }
  | { outcome: "cramped"; of: number; left: number } // their flat no longer fits, an empty tube would hold it
  | { outcome: "no_tube" };

/** A flat that has begun the open tube, and how many of it are still to be swabbed. */
export interface Absent {
  door: Door;
  building: Building;
  of: number;
}

export interface Who {
  subject?: Id;
  card?: string;
  said?: string; // a person without any record: name, door, telephone
  name: string;
  where: string;
}

/** One line of the device's numbered log. */
export interface Entry {
  number: number;
  id: string;
  kind: "tube" | "proof" | "attempt" | "count" | "took" | "left";
  at: Moment;
  summary: { name: string; where: string; tube?: string; people?: number; outcome?: string };
  state: "waiting" | "sent" | "malformed" | "void" | "carried"; // carried: came from another phone, number 0 (a count has none either)
  flags: string[]; // what the server found odd, in its words
  odd: { position: number; outcome: string; flags: string[] }[];
  why: string; // of malformed
  named_at: Moment | null; // when the server named its id
}

export interface Status {
  phase: "starting" | "welcome" | "ready" | "over" | "wiped"; // over: the shift has ended, records may still be unsent
  device: Device | null;
  round: Round | null;
  rounds: Round[];
  online: boolean; // the server answered last
  offline_since: Moment | null;
  unsent: number;
  made: number;
  here: number | null; // how many the server says it holds
  sent_at: Moment | null; // when the last record was named
  skew_ms: number | null; // server's clock minus ours
  asks_new_key: boolean; // 401: records are kept, a new invitation goes on
  problem: { code: string; title: string; at: Moment } | null;
  bundle_at: Moment | null;
  flagged: number; // records with flags or malformed that nobody has looked at
  notices: { id: string; text: string; text_en: string; at: Moment }[];
  storage_persistent: boolean | null;
}

export interface Tally {
  owed: number;
  done: number;
  open: number;
  excused: number;
  doors: number; // doors with somebody owed
  doors_whole: number; // nobody left open
}

/** A hand-over in progress on the giving phone. */
export interface Handing {
  frames: string[]; // to be shown as QR codes one after the other, again and again
  records: number;
  file(): Promise<{ blob: Blob; word: string; name: string }>;
  taken(): Promise<void>; // the person saw "received" on the other phone; only now may wipe() go on without the server
}

export type Received =
  | { done: false; have: number; of: number }
  | { done: true; records: number; holder: string; known: number };

/** The one object that the screens talk to. `status`, `tube` and the lists are reactive (Vue). */
export interface Engine {
  readonly status: Readonly<Status>;
  readonly tube: { readonly open: OpenTube | null; readonly last: OpenTube | null };
  readonly buildings: readonly Building[];
  readonly premises: readonly Premises[];
  readonly care: readonly Cared[]; // a carer's phone; empty on any other

  /** Opens the store, goes on where a killed phone stopped: the open tube too. */
  start(): Promise<void>;
  /** Raises Problem with the server's code and title. */
  enrol(invitation: string, holder?: string): Promise<void>;
  refresh(): Promise<void>; // bundle now
  sync(): Promise<void>; // send now

  identify(text: string): Promise<Identified>;
  search(text: string, building?: Id): Found[]; // name, initials, room, tail; at most 30
  target(subject: Id): Target | null; // null: not owed
  attempts(subject: Id): Attempt[];
  tally(building?: Id): Tally;

  openTube(code: string): Promise<OpenTube>;
  add(who: Who, force?: boolean): Promise<Added>;
  absent(): Absent[]; // of the flats in the open tube
  undo(position: number): Promise<void>; // from the open tube, with a trace in the log
  closeTube(): Promise<Entry | null>; // null: it was empty and is dropped

  /** One proof a subject. `detail`: the obligation's own fields. `round`: where the phone has several, a carer's. */
  serve(subjects: Id[], place: Id, detail: Record<string, unknown>, round?: number): Promise<Entry[]>;
  stranger(said: string, place: Id, detail: Record<string, unknown>): Promise<Entry>;
  /** A proof for somebody with a good code who is not in the bundle; the server finds them by the tag. */
  serveCard(tag: string, place: Id, detail: Record<string, unknown>): Promise<Entry>;
  attempt(subjects: Id[], place: Id, outcome: Outcome, note: string, round?: number): Promise<Entry[]>;
  count(post: string, waiting: number): Promise<Entry>;
  /** A delivery's boxes and parcels at a building; null where the round is none or nothing was sent there. */
  drop(building: Id): DropBook | null;
  /** Boxes taken over at a drop point, as they were counted. */
  took(trip: string, building: Id, boxes: number): Promise<Entry>;
  left(building: Id, what: LeftKind, quantity: number, note: string): Promise<Entry>;
  /** Damaged on the way to a door: an attempt there, and the parcel is spoiled. Both or neither. */
  damaged(home: Id, building: Id): Promise<Entry[]>;
  /** Only what is not sent yet. Returns false where the server has named it already. */
  withdraw(ids: string[]): Promise<boolean>;

  log(limit?: number): Promise<Entry[]>; // newest first
  looked(ids: string[]): Promise<void>; // somebody has seen the flags
  retry(ids: string[]): Promise<void>; // malformed records once more, as they are: a right may have been restored
  hand(): Promise<Handing>;
  receive(text: string): Promise<Received>;
  receiveFile(file: Blob, word: string): Promise<Received>;
  wipe(): Promise<void>; // raises Problem "unsent" while records wait, unless they were handed over
  stop(): void; // timers and listeners off; the store stays
}

/** An error with words for people. `code` is the server's or one of ours. */
export class Problem extends Error {
  constructor(
    readonly code: string,
    readonly title: string,
  ) {
    super(title);
  }
}
