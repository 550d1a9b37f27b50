/** The bundle and the news as the server gives them (contract), before anything is indexed. */
import type { Building, Climb, Device, Guide, LeftKind, Moment, Outcome, Premises, Round, TargetState } from "./types";

export interface ServerTarget {
  s: TargetState;
  at?: Moment | null;
  tube?: string | null;
  why?: string | null;
}

export interface ServerAttempt {
  subject: string;
  outcome: Outcome;
  at: Moment;
  note?: string;
}

export interface Label {
  prefix: string;
  first: number;
  last: number;
  digits: number;
}

export interface Notice {
  id: string;
  text: string;
  text_en: string;
  at: Moment;
}

export interface ServerCheck {
  round: number;
  code: string;
  name: string;
  name_en: string;
  opens_at: Moment;
  due_at: Moment;
  what?: string;
  s: TargetState;
  at?: Moment | null;
  said?: string;
}

/** One person of a carer's list. The news leave card and guides out. */
export interface ServerCared {
  person: string;
  carer: string;
  backup: string;
  second: boolean;
  checks: ServerCheck[];
  tried: { round: number; outcome: Outcome; at: Moment }[];
  ladder: Climb | null;
  ended_at?: Moment | null; // when their last ladder ended: what was tried before belongs to it
  card?: Record<string, string>;
  guides?: Guide[];
}

export interface ServerCare {
  limits: { retry: number; second: number; door: number }; // minutes
  people: ServerCared[];
}

/** What a volunteer carries of a delivery. */
export interface ServerDelivery {
  id: string;
  title: string;
  each: number;
  per_box: number;
  recalled?: string; // why nothing of its lot may be handed out any more; empty: it may
  trips: { id: string; number: number; building: string; sent: number; gave: number | null; took: number | null }[];
  left: { id: string; what: LeftKind; quantity: number; building: string; at: Moment }[];
}

export interface Bundle {
  at: Moment;
  device: Device;
  wipe: boolean;
  keys: Record<string, string>;
  salt: string;
  round: Round | null;
  other_rounds?: Round[];
  buildings: Building[];
  premises?: Premises[];
  targets?: Record<string, ServerTarget>;
  attempts?: ServerAttempt[];
  revoked?: string[];
  labels?: Label[];
  codes?: Record<string, string>; // pre-check: tag → building
  transport?: Record<string, string>; // pre-check: tag of a supplier's pass that holds here → its first day
  notices?: Notice[];
  care?: ServerCare;
  delivery?: ServerDelivery;
}

/** Asked every minute; `attempts` is only what is new, everything else is whole. */
export interface News {
  at: Moment;
  wipe: boolean;
  ends_at?: Moment;
  targets?: Record<string, ServerTarget>;
  attempts?: ServerAttempt[];
  revoked?: string[];
  transport?: Record<string, string>;
  notices?: Notice[];
  care?: ServerCare;
  delivery?: ServerDelivery;
}

/** Bundle with the latest news in it: what is kept and what the lists are made of. */
export function freshen(bundle: Bundle, news: News): Bundle {
  return {
    ...bundle,
    at: news.at,
    targets: news.targets ?? bundle.targets ?? {},
    attempts: merge(bundle.attempts ?? [], news.attempts ?? []),
    revoked: news.revoked ?? bundle.revoked ?? [],
    transport: news.transport ?? bundle.transport ?? {},
    notices: news.notices ?? bundle.notices ?? [],
    ...(news.delivery ? { delivery: news.delivery } : {}),
    ...(news.care && bundle.care ? { care: withCards(news.care, bundle.care) } : {}),
  };
}

/** Whoever was handed over is gone; whoever is new has neither name nor door here yet and comes with the next bundle. */
function withCards(fresh: ServerCare, known: ServerCare): ServerCare {
  const had = new Map(known.people.map(({ person, card, guides }) => [person, { card: card ?? {}, guides: guides ?? [] }]));
  const people = fresh.people.filter((one) => had.has(one.person));
  return { limits: fresh.limits, people: people.map((one) => ({ ...one, ...had.get(one.person) })) };
}

/** Whether the news tell of somebody whom the bundle does not know. */
export function namesStrangers(bundle: Bundle, news: News): boolean {
  const known = new Set(bundle.care?.people.map((one) => one.person));
  return !!news.care?.people.some((one) => !known.has(one.person));
}

function merge(old: ServerAttempt[], fresh: ServerAttempt[]): ServerAttempt[] {
  const name = (attempt: ServerAttempt) => `${attempt.subject} ${attempt.at} ${attempt.outcome}`;
  const known = new Set(old.map(name));
  return [...old, ...fresh.filter((attempt) => !known.has(name(attempt)))];
}

