// Splits an expression into tokens. Offsets count code points, as upstream's marks do. Upstream: cel-go parser/gen/CEL.g4.
import type { Literal } from './ast.ts'
import { SyntaxFault } from './cel-fault.ts'
import { unquote } from './literals.ts'

export interface Token {
  readonly kind: 'ident' | 'literal' | 'op' | 'end'
  /** The operator, the name, or the text of a literal. */
  readonly text: string
  readonly offset: number
  readonly value?: Literal
}

const operators = [
  ...['==', '!=', '<=', '>=', '&&', '||'],
  ...['<', '>', '[', ']', '{', '}', '(', ')', '.', ',', '-', '!', '?', ':', '+', '*', '/', '%'],
]
const space = /[\t\n\f\r ]+|\/\/[^\n]*/y
const ident = /[_a-zA-Z][_a-zA-Z0-9]*/y
const float = /(?:\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\.\d+(?:[eE][+-]?\d+)?)/y
const int = /(0x[0-9a-fA-F]+|\d+)([uU]?)/y
const text =
  /(?:[bB]?[rR]?|[rR][bB])(?:"""(?:[^"\\]|\\[\s\S]|"(?!""))*"""|'''(?:[^'\\]|\\[\s\S]|'(?!''))*'''|"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')/y
const rawText = /(?:[rR][bB]?|[bB][rR])(?:"""[\s\S]*?"""|'''[\s\S]*?'''|"[^"\n\r]*"|'[^'\n\r]*')/y

export function tokenize(source: string): Token[] {
  const tokens: Token[] = []
  const scanner = new Scanner(source)
  for (;;) {
    const token = scanner.next()
    tokens.push(token)
    if (token.kind === 'end') return tokens
  }
}

class Scanner {
  readonly #source: string
  #at = 0
  /** Code points before #at. */
  #points = 0

  constructor(source: string) {
    this.#source = source
  }

  next(): Token {
    while (this.#take(space) !== undefined) {}
    const offset = this.#points
    if (this.#at >= this.#source.length) return { kind: 'end', text: '<EOF>', offset }
    return this.#literal(offset) ?? this.#word(offset) ?? this.#operator(offset)
  }

  #literal(offset: number): Token | undefined {
    const raw = this.#take(rawText)
    const quoted = raw ?? this.#take(text)
    if (quoted !== undefined) {
      return { kind: 'literal', text: quoted[0], offset, value: unquote(quoted[0], offset) }
    }
    const real = this.#take(float)
    if (real !== undefined) return { kind: 'literal', text: real[0], offset, value: Number(real[0]) }
    const whole = this.#take(int)
    if (whole === undefined) return undefined
    const value = BigInt(whole[1] ?? '0')
    return { kind: 'literal', text: whole[0], offset, value: whole[2] === '' ? value : { uint: value } }
  }

  #word(offset: number): Token | undefined {
    const word = this.#take(ident)
    if (word === undefined) return undefined
    const [name] = word
    if (name === 'in') return { kind: 'op', text: name, offset }
    if (name === 'null') return { kind: 'literal', text: name, offset, value: null }
    if (name === 'true' || name === 'false') {
      return { kind: 'literal', text: name, offset, value: name === 'true' }
    }
    return { kind: 'ident', text: name, offset }
  }

  #operator(offset: number): Token {
    const found = operators.find((op) => this.#source.startsWith(op, this.#at))
    if (found === undefined) {
      const bad = String.fromCodePoint(this.#source.codePointAt(this.#at) ?? 0)
      throw new SyntaxFault(offset, `Syntax error: token recognition error at: '${escapeInput(bad)}'`)
    }
    this.#advance(found)
    return { kind: 'op', text: found, offset }
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at
    const match = pattern.exec(this.#source)
    if (match === null) return undefined
    this.#advance(match[0])
    return match
  }

  #advance(taken: string): void {
    this.#at += taken.length
    for (let i = 0; i < taken.length; i++) {
      const unit = taken.charCodeAt(i)
      if (unit < 0xdc00 || unit > 0xdfff) this.#points++
    }
  }
}

function escapeInput(char: string): string {
  return char === '\n' ? '\\n' : char === '\t' ? '\\t' : char === '\r' ? '\\r' : char
}
