// Entries for the file of corrections, as docs/corrections.md describes it.

/** A TOML basic string. */
export function quoted(text: string): string {
  const escaped = text.replace(/["\\\u0000-\u001f\u007f]/g, (c) => {
    if (c === '"' || c === "\\") return `\\${c}`;
    return `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
  return `"${escaped}"`;
}

/** A comment of one line. */
const comment = (text: string): string => `# ${text.replace(/[\u0000-\u001f\u007f]/g, " ")}`;

const list = (texts: string[]): string => `[${texts.map(quoted).join(", ")}]`;

/** Two are one. The first gives the name. */
export const merge = (a: { id: string; label: string }, b: { id: string; label: string }): string =>
  [comment(`${a.label} = ${b.label}`), "[[merge]]", `entities = ${list([a.id, b.id])}`, `name = ${quoted(a.label)}`, ""].join("\n");

/** These forms of one are of somebody else. */
export const split = (a: { id: string; label: string }, forms: string[], name: string): string =>
  [comment(`not ${a.label}`), "[[split]]", `entity = ${quoted(a.id)}`, `forms = ${list(forms)}`, `name = ${quoted(name)}`, ""].join("\n");

export const ban = (a: { id: string; label: string }): string =>
  [comment(a.label), "[[ban]]", `entity = ${quoted(a.id)}`, ""].join("\n");

export const kind = (a: { id: string; label: string }, name: string): string =>
  [comment(a.label), "[[kind]]", `entity = ${quoted(a.id)}`, `kind = ${quoted(name)}`, ""].join("\n");
