// How a property is called in an expression: what no identifier can hold is escaped. Upstream: apiserver pkg/cel/escaping.go.

const reserved: ReadonlySet<string> = new Set([
  ...['true', 'false', 'null', 'in', 'as', 'break', 'const', 'continue', 'else', 'for', 'function', 'if'],
  ...['import', 'let', 'loop', 'package', 'namespace', 'return', 'var', 'void', 'while'],
])

const escapes: Readonly<Record<string, string>> = {
  __: '__underscores__',
  '.': '__dot__',
  '-': '__dash__',
  '/': '__slash__',
}

/** The name in expressions; undefined where a property cannot be named at all. */
export function escapeProperty(name: string): string | undefined {
  if (reserved.has(name)) return `__${name}__`
  if (!/^[a-zA-Z_.\-/][a-zA-Z0-9_.\-/]*$/.test(name)) return undefined
  return name.replace(/__|[.\-/]/g, (part) => escapes[part] ?? part)
}

const unescapes = new Map(Object.entries(escapes).map(([plain, escaped]) => [escaped, plain]))

/** The property that a name in an expression stands for. */
export function unescapeProperty(name: string): string {
  const word = /^__([a-z]+)__$/.exec(name)?.[1]
  if (word !== undefined && reserved.has(word)) return word
  return name.replace(/__(?:underscores|dot|dash|slash)__/g, (part) => unescapes.get(part) ?? part)
}
