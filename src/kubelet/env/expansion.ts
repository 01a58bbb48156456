// `$(NAME)` in values, commands and paths. Pure. Upstream: third_party/forked/golang/expansion/expand.go

/** The value of a name; undefined where there is none, and then the reference stays as it stands. */
export type Lookup = (name: string) => string | undefined

/** `$$` gives a dollar sign, so `$$(NAME)` is never expanded; an unclosed `$(` stays. */
export function expand(input: string, lookup: Lookup): string {
  return input.replace(/\$(\$|\(([^)]*)\))/g, (whole, what: string, name: string | undefined) => {
    if (what === '$') return '$'
    return name === undefined || name === '' ? whole : (lookup(name) ?? whole)
  })
}

/** Looks through several maps in turn. */
export function lookupIn(...maps: readonly ReadonlyMap<string, string>[]): Lookup {
  return (name) => maps.find((map) => map.has(name))?.get(name)
}

/** Expands references; a name without a value is an error, as for subPathExpr. */
export function expandStrictly(
  input: string,
  lookup: Lookup,
): { readonly text: string; readonly missing: readonly string[] } {
  const missing: string[] = []
  const text = expand(input, (name) => {
    const value = lookup(name)
    if (value === undefined) missing.push(name)
    return value
  })
  return { text, missing }
}
