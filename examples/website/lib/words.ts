// How values of the API read on the page.
import type { Anaesthesia, ConcernCategory, Downtime, TreatmentKind, Verdict, Weekday } from "@/generated/graphql";

export const TREATMENT_KINDS: Record<TreatmentKind, string> = {
  INJECTABLE: "Injectables",
  ENERGY: "Lasers, light and energy",
  PEEL: "Peels",
  MECHANICAL: "Needling and polishing",
  SURGICAL: "Surgery",
  COMPOSITE: "Combined treatments",
  CATEGORY: "Overviews",
};

export const CONCERN_CATEGORIES: Record<ConcernCategory, string> = {
  LINES: "Lines and wrinkles",
  VOLUME: "Volume and firmness",
  PIGMENT: "Pigment",
  REDNESS: "Redness and vessels",
  TEXTURE: "Texture and pores",
  ACNE: "Acne",
  SCARS: "Scars",
  HAIR: "Hair",
  OTHER: "Other",
};

export const DOWNTIMES: Record<Downtime, string> = {
  NONE: "None",
  HOURS: "Some hours",
  DAYS_1_TO_3: "1 to 3 days",
  DAYS_4_TO_7: "4 to 7 days",
  MORE_THAN_A_WEEK: "More than a week",
};

export const ANAESTHESIA: Record<Anaesthesia, string> = {
  NONE: "None",
  TOPICAL: "Numbing cream",
  LOCAL: "Local anesthesia",
  SEDATION: "Sedation",
  GENERAL: "General anesthesia",
};

export const VERDICTS: Record<Verdict, string> = {
  FAVOURABLE: "Favorable",
  NEUTRAL: "Neutral",
  UNFAVOURABLE: "Unfavorable",
  DEPENDS: "Depends",
  NOT_STATED: "Not stated",
  NOT_APPLICABLE: "Does not apply",
};

export const WEEKDAYS: Weekday[] = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"];

/** `MONDAY` as "Monday". */
export function capitalized(word: string): string {
  return word.charAt(0) + word.slice(1).toLowerCase();
}

const DATE = new Intl.DateTimeFormat("en-US", { dateStyle: "long", timeZone: "UTC" });

/** A date of the API, `2026-03-04`, as "March 4, 2026". */
export function date(day: string): string {
  return DATE.format(new Date(`${day.slice(0, 10)}T00:00:00Z`));
}

/** A time of the API, `13:30:00`, as "1:30 pm". */
export function time(moment: string): string {
  const [hour = 0, minute = 0] = moment.split(":").map(Number);
  return `${hour % 12 || 12}${minute ? `:${String(minute).padStart(2, "0")}` : ""} ${hour < 12 ? "am" : "pm"}`;
}

/** A moment of the API in a location's own time, as "Monday, 9:00 AM". */
export function momentAt(moment: string, timeZone: string): string {
  const format = new Intl.DateTimeFormat("en-US", { weekday: "long", hour: "numeric", minute: "2-digit", timeZone });
  return format.format(new Date(moment));
}

/** "3 to 5", "3", "at least 3" or "up to 5"; null where nothing is said. */
export function range(from: number | null | undefined, to: number | null | undefined): string | null {
  if (from == null && to == null) return null;
  if (from == null) return `up to ${to}`;
  if (to == null) return `at least ${from}`;
  return from === to ? `${from}` : `${from} to ${to}`;
}
