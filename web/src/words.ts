// Numbers, dates and kinds as a reader wants them.

const NUMBER = new Intl.NumberFormat("en-US");
const SMALL = new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 });

export const number = (n: number): string =>
  Number.isInteger(n) ? NUMBER.format(n) : SMALL.format(n);

export const count = (n: number, one: string, many = `${one}s`): string =>
  `${number(n)} ${n === 1 ? one : many}`;

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `2018-04-09` as `9 Apr 2018`; what is no such date stays as it is. */
export function day(text: string): string {
  const parts = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$/.exec(text);
  if (!parts) return text;
  const [, year, month, date] = parts;
  return [date && String(Number(date)), month && MONTHS[Number(month) - 1], year]
    .filter(Boolean)
    .join(" ");
}

export function days(first: string, last: string): string {
  if (!first && !last) return "no date";
  return first === last || !last ? day(first || last) : `${day(first)} – ${day(last)}`;
}

export const KIND: Record<string, { one: string; many: string; letter: string }> = {
  person: { one: "person", many: "persons", letter: "P" },
  organization: { one: "organization", many: "organizations", letter: "O" },
  outlet: { one: "news outlet", many: "news outlets", letter: "N" },
  place: { one: "place", many: "places", letter: "L" },
  other: { one: "other name", many: "other names", letter: "X" },
};

export const shorten = (text: string, most: number): string => {
  const letters = Array.from(text);
  return letters.length <= most ? text : `${letters.slice(0, most).join("").trimEnd()}…`;
};

/** A name as search compares it: without case, accents and punctuation. */
export const fold = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
