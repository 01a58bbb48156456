// What goes wrong with an expression: faults of its text, found when it is compiled, and faults of its values, found
// when it runs. Texts are cel-go's. Upstream: common/error.go, interpreter/interpreter.go.

export interface Issue {
  /** In code points from the beginning of the expression. */
  readonly offset: number
  readonly message: string
}

/** Thrown while compiling where going on makes no sense; compile() catches it. */
export class SyntaxFault extends Error {
  override readonly name = 'SyntaxFault'
  readonly offset: number

  constructor(offset: number, message: string) {
    super(message)
    this.offset = offset
  }
}

/**
 * Thrown while an expression runs, and caught by `&&`, `||` and evaluate(). No Error: a comprehension may throw and catch a
 * hundred thousand of them, and a stack for each would cost more than the rest.
 */
export class EvalFault {
  readonly message: string

  constructor(message: string) {
    this.message = message
  }
}

/** The budget is used up: nothing inside the expression can catch this. */
export class LimitFault {
  readonly message = 'operation cancelled: actual cost limit exceeded'
}

export const noSuchOverload = (): EvalFault => new EvalFault('no such overload')
export const noSuchKey = (key: unknown): EvalFault => new EvalFault(`no such key: ${String(key)}`)

const maxIssues = 100
/** Of a line that is shown with its mark. */
const maxSnippet = 16_384

/** The faults as upstream shows them, each with its line and a mark below the place. */
export function formatIssues(expression: string, issues: readonly Issue[]): string {
  const lines = expression.split('\n').map((line) => [...line])
  const sorted = [...issues].sort((a, b) => a.offset - b.offset)
  const texts = sorted.slice(0, maxIssues).map((issue) => formatIssue(lines, issue))
  if (sorted.length > maxIssues) texts.push(`${sorted.length - maxIssues} more errors were truncated`)
  return texts.join('\n')
}

function formatIssue(lines: readonly (readonly string[])[], { offset, message }: Issue): string {
  let number = 0
  let column = offset
  while (number < lines.length - 1 && column > (lines[number]?.length ?? 0)) {
    column -= (lines[number]?.length ?? 0) + 1
    number++
  }
  const head = `ERROR: <input>:${number + 1}:${column + 1}: ${message}`
  const line = lines[number] ?? []
  if (line.length >= maxSnippet) return head
  const snippet = line.map((point) => (point === '\t' ? ' ' : point))
  const wide = (point: string | undefined): boolean => point !== undefined && point.charCodeAt(0) > 127
  const dots = snippet.slice(0, column).map((point) => (wide(point) ? '\uff0e' : '.'))
  const mark = wide(snippet[column]) ? '\uff3e' : '^'
  return `${head}\n | ${snippet.join('')}\n | ${dots.join('')}${mark}`
}
