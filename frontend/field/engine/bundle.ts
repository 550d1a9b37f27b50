/** The bundle and the news as the server gives them (contract), before anything is indexed. */
import type { Building, Device, Moment, Outcome, Premises, Round, TargetState } from "./types";

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
  notices?: Notice[];
}

/** Asked every minute; `attempts` is only what is new, everything else is whole. */
export interface News {
  at: Moment;
  wipe: boolean;
  ends_at?: Moment;
  targets?: Record<string, ServerTarget>;
  attempts?: ServerAttempt[];
  revoked?: string[];
  notices?: Notice[];
}

/** Bundle with the latest news in it: what is kept and what the lists are made of. */
export function freshen(bundle: Bundle, news: News): Bundle {
  return {
    ...bundle,
    at: news.at,
    targets: news.targets ?? bundle.targets ?? {},
    attempts: merge(bundle.attempts ?? [], news.attempts ?? []),
    revoked: news.revoked ?? bundle.revoked ?? [],
    notices: news.notices ?? bundle.notices ?? [],
  };
}

function merge(old: ServerAttempt[], fresh: ServerAttempt[]): ServerAttempt[] {
  const name = (attempt: ServerAttempt) => `${attempt.subject} ${attempt.at} ${attempt.outcome}`;
  const known = new Set(old.map(name));
  return [...old, ...fresh.filter((attempt) => !known.has(name(attempt)))];
}

