// How large a regular expression becomes when its repetitions are written out, without writing them out: `(a{1000}){100}` is a
// few characters and a hundred thousand instructions. Go refuses such too, later: it has more memory to spend on one pattern.
// Differs: patterns of more than 20,000 instructions or 2,000 alternatives are refused, in Go some three million.

const maxSize = 20_000
const maxAlternatives = 2000

/** As Go words it. */
export const tooLargePattern = 'error parsing regexp: expression too large'

export function isTooLarge(source: string): boolean {
  return patternSize(source) > maxSize
}

const repeat = /\{(\d{1,6})(?:,(\d{0,6}))?\}/y

/** About as many instructions; of what is too large, anything above the limit. */
export function patternSize(source: string): number {
  if (source.length > 5 * maxSize) return source.length
  /** Sizes of the groups that are open, the whole first, and of the last item of each. */
  const groups: { size: number; last: number }[] = [{ size: 0, last: 0 }]
  let alternatives = 0
  for (let at = 0; at < source.length; ) {
    const group = groups.at(-1) as { size: number; last: number }
    const char = source[at]
    repeat.lastIndex = at
    const counted = char === '{' ? repeat.exec(source) : null
    if (counted !== null) {
      const times = Math.max(1, Number(counted[1]), Number(counted[2] || 0))
      group.size += group.last * (times - 1)
      group.last *= times
      at += counted[0].length
    } else if (char === '(') {
      groups.push({ size: 0, last: 0 })
      at++
    } else if (char === ')' && groups.length > 1) {
      groups.pop()
      const outer = groups.at(-1) as { size: number; last: number }
      outer.last = group.size + 1
      outer.size += group.size + 1
      at++
    } else {
      if (char === '|' && ++alternatives > maxAlternatives) return Number.POSITIVE_INFINITY
      group.last = 1
      group.size++
      at = char === '[' ? classEnd(source, at) : at + (char === '\\' ? 2 : 1)
    }
    if (group.size > maxSize) return group.size
  }
  return groups.reduce((sum, { size }) => sum + size, 0)
}

/** Behind the bracket that closes a class; `]` right at its beginning is one of its characters. */
function classEnd(source: string, start: number): number {
  let at = source[start + 1] === '^' ? start + 2 : start + 1
  if (source[at] === ']') at++
  while (at < source.length && source[at] !== ']') at += source[at] === '\\' ? 2 : 1
  return at + 1
}
