// Reads an expression into a tree: recursive descent, bounded in depth and length. Upstream: cel-go parser/parser.go and
// parser/gen/CEL.g4; texts of faults are those of its generated parser as far as one token ahead can tell them.
import { type Expr, type Literal, qualifiedName } from './ast.ts'
import { SyntaxFault } from './cel-fault.ts'
import { type Token, tokenize } from './lexer.ts'
import { expandMacro, type MacroOptions } from './macros.ts'

const maxDepth = 250
/** Of operators or selections in a row; each nests one level deeper when it runs. */
const maxChain = 1000
const maxCodePoints = 100_000

const relations: ReadonlySet<string> = new Set(['<', '<=', '>=', '>', '==', '!=', 'in'])
const reserved: ReadonlySet<string> = new Set([
  ...[
    'as',
    'break',
    'const',
    'continue',
    'else',
    'for',
    'function',
    'if',
    'import',
    'let',
    'loop',
    'package',
  ],
  ...['namespace', 'return', 'var', 'void', 'while'],
])
const startOfExpr =
  "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}"

export function parse(source: string, macros: MacroOptions = {}): Expr {
  if (source.length > maxCodePoints) {
    const size = [...source].length
    if (size > maxCodePoints) {
      throw new SyntaxFault(
        0,
        `expression code point size exceeds limit: size: ${size}, limit ${maxCodePoints}`,
      )
    }
  }
  return new Parser(tokenize(source), macros).whole()
}

class Parser {
  readonly #tokens: readonly Token[]
  #at = 0
  #depth = 0
  readonly #macros: MacroOptions

  constructor(tokens: readonly Token[], macros: MacroOptions) {
    this.#tokens = tokens
    this.#macros = macros
  }

  whole(): Expr {
    const expr = this.#expr()
    const rest = this.#peek()
    if (rest.kind !== 'end') {
      const what = this.#tokens[this.#at + 1]?.kind === 'end' ? 'extraneous' : 'mismatched'
      throw new SyntaxFault(rest.offset, `Syntax error: ${what} input '${rest.text}' expecting <EOF>`)
    }
    return expr
  }

  #expr(): Expr {
    return this.#deeper(() => {
      const test = this.#logic('||', () => this.#logic('&&', () => this.#relation()))
      const mark = this.#accept('?')
      if (mark === undefined) return test
      const yes = this.#logic('||', () => this.#logic('&&', () => this.#relation()))
      this.#expect(':')
      const otherwise = this.#expr()
      return { kind: 'conditional', offset: mark.offset, test, consequent: yes, otherwise }
    })
  }

  #deeper<T>(read: () => T): T {
    if (++this.#depth > maxDepth) {
      throw new SyntaxFault(this.#peek().offset, `expression recursion limit exceeded: ${maxDepth}`)
    }
    const result = read()
    this.#depth--
    return result
  }

  #logic(op: '&&' | '||', term: () => Expr): Expr {
    const first = term()
    const mark = this.#accept(op)
    if (mark === undefined) return first
    const terms = [first, term()]
    while (this.#accept(op) !== undefined) terms.push(term())
    return { kind: 'logic', op, offset: mark.offset, terms }
  }

  #relation(): Expr {
    return this.#binary(relations, () =>
      this.#binary(sums, () => this.#binary(products, () => this.#unary())),
    )
  }

  /** Left-associative; long chains nest as deep as they are long, so they count. */
  #binary(ops: ReadonlySet<string>, operand: () => Expr): Expr {
    let left = operand()
    for (let length = 0; ; length++) {
      const { kind, text, offset } = this.#peek()
      if (kind !== 'op' || !ops.has(text)) return left
      if (length > maxChain) {
        throw new SyntaxFault(offset, `expression recursion limit exceeded: ${maxDepth}`)
      }
      this.#at++
      const name = text === 'in' ? '@in' : `_${text}_`
      left = { kind: 'call', name, offset, args: [left, operand()] }
    }
  }

  #unary(): Expr {
    const { kind, text, offset } = this.#peek()
    if (kind !== 'op' || (text !== '!' && text !== '-')) return this.#member()
    let count = 0
    while (this.#accept(text) !== undefined) count++
    if (text === '-' && count === 1 && isNumber(this.#peek())) {
      const literal = this.#next()
      return this.#members({ kind: 'literal', offset, value: negate(literal) })
    }
    const operand = this.#member()
    if (count % 2 === 0) return operand
    return { kind: 'call', name: text === '!' ? '!_' : '-_', offset, args: [operand] }
  }

  #member(): Expr {
    return this.#members(this.#primary())
  }

  #members(primary: Expr): Expr {
    let expr = primary
    for (let length = 0; ; length++) {
      if (length > maxChain) {
        throw new SyntaxFault(this.#peek().offset, `expression recursion limit exceeded: ${maxDepth}`)
      }
      const dot = this.#accept('.')
      if (dot !== undefined) {
        expr = this.#selection(expr, dot)
        continue
      }
      const open = this.#accept('[')
      if (open !== undefined) {
        const optional = this.#accept('?') !== undefined
        const index = this.#expr()
        this.#expect(']')
        expr = { kind: 'index', offset: open.offset, operand: expr, index, optional }
        continue
      }
      const typeName = this.#isOp('{') ? qualifiedName(expr) : undefined
      if (typeName === undefined) return expr
      expr = this.#struct(typeName)
    }
  }

  #selection(operand: Expr, dot: Token): Expr {
    const optional = this.#accept('?') !== undefined
    const field = this.#identifier(true)
    const open = optional ? undefined : this.#accept('(')
    if (open === undefined) {
      return {
        kind: 'select',
        offset: dot.offset,
        operand,
        field: field.text,
        ...(optional && { optional }),
      }
    }
    const args = this.#list(')')
    const call = { kind: 'call', name: field.text, offset: open.offset, target: operand, args } as const
    return expandMacro(call, this.#macros) ?? call
  }

  #primary(): Expr {
    const token = this.#peek()
    if (token.kind === 'literal') {
      this.#at++
      return { kind: 'literal', offset: token.offset, value: this.#checked(token) }
    }
    if (token.kind === 'ident') return this.#name('')
    if (token.kind === 'op') {
      if (this.#accept('.') !== undefined) return this.#name('.')
      if (this.#accept('(') !== undefined) return this.#parenthesised()
      if (token.text === '[') return this.#listLiteral()
      if (token.text === '{') return this.#mapLiteral()
    }
    throw new SyntaxFault(
      token.offset,
      `Syntax error: mismatched input '${token.text}' expecting ${startOfExpr}`,
    )
  }

  #checked({ value = null, offset }: Token): Literal {
    if (typeof value === 'bigint' && value > 9_223_372_036_854_775_807n) {
      throw new SyntaxFault(offset, 'invalid int literal')
    }
    if (
      typeof value === 'object' &&
      value !== null &&
      'uint' in value &&
      value.uint > 0xffff_ffff_ffff_ffffn
    ) {
      throw new SyntaxFault(offset, 'invalid uint literal')
    }
    return value
  }

  #parenthesised(): Expr {
    const inner = this.#expr()
    this.#expect(')')
    return inner
  }

  #name(prefix: string): Expr {
    const token = this.#identifier(false)
    const open = this.#accept('(')
    const name = `${prefix}${token.text}`
    if (open === undefined) return { kind: 'ident', offset: token.offset, name }
    const call = { kind: 'call', name, offset: open.offset, args: this.#list(')') } as const
    return expandMacro(call, this.#macros) ?? call
  }

  #identifier(isField: boolean): Token {
    const token = this.#next()
    // Names that mean something elsewhere are fields like any other; as variables they are refused.
    if (token.kind === 'ident') {
      if (!isField && reserved.has(token.text)) {
        throw new SyntaxFault(token.offset, `reserved identifier: ${token.text}`)
      }
      return token
    }
    const expecting = isField ? 'IDENTIFIER' : startOfExpr
    throw new SyntaxFault(
      token.offset,
      `Syntax error: mismatched input '${token.text}' expecting ${expecting}`,
    )
  }

  #listLiteral(): Expr {
    const { offset } = this.#next()
    const items: { value: Expr; optional: boolean }[] = []
    while (!this.#isOp(']')) {
      const optional = this.#accept('?') !== undefined
      items.push({ optional, value: this.#expr() })
      if (this.#accept(',') === undefined) break
    }
    this.#expect(']')
    return { kind: 'list', offset, items }
  }

  #mapLiteral(): Expr {
    const { offset } = this.#next()
    const entries: { key: Expr; value: Expr; optional: boolean; offset: number }[] = []
    while (!this.#isOp('}')) {
      const optional = this.#accept('?') !== undefined
      const key = this.#expr()
      const colon = this.#expect(':')
      entries.push({ key, value: this.#expr(), optional, offset: colon.offset })
      if (this.#accept(',') === undefined) break
    }
    this.#expect('}')
    return { kind: 'map', offset, entries }
  }

  #struct(typeName: string): Expr {
    const { offset } = this.#next()
    const entries: { field: string; value: Expr; optional: boolean; offset: number }[] = []
    while (!this.#isOp('}')) {
      const optional = this.#accept('?') !== undefined
      const field = this.#identifier(true)
      const colon = this.#expect(':')
      entries.push({ field: field.text, value: this.#expr(), optional, offset: colon.offset })
      if (this.#accept(',') === undefined) break
    }
    this.#expect('}')
    return { kind: 'struct', offset, typeName, entries }
  }

  #list(close: string): Expr[] {
    const items: Expr[] = []
    if (!this.#isOp(close)) {
      do items.push(this.#expr())
      while (this.#accept(',') !== undefined)
    }
    this.#expect(close)
    return items
  }

  #peek(): Token {
    return this.#tokens[this.#at] ?? { kind: 'end', text: '<EOF>', offset: 0 }
  }

  #next(): Token {
    const token = this.#peek()
    if (token.kind !== 'end') this.#at++
    return token
  }

  #isOp(text: string): boolean {
    const token = this.#peek()
    return token.kind === 'op' && token.text === text
  }

  #accept(text: string): Token | undefined {
    return this.#isOp(text) ? this.#next() : undefined
  }

  #expect(text: string): Token {
    const token = this.#next()
    if (token.kind === 'op' && token.text === text) return token
    throw new SyntaxFault(token.offset, `Syntax error: mismatched input '${token.text}' expecting '${text}'`)
  }
}

const sums: ReadonlySet<string> = new Set(['+', '-'])
const products: ReadonlySet<string> = new Set(['*', '/', '%'])

function isNumber({ kind, value }: Token): boolean {
  return kind === 'literal' && (typeof value === 'bigint' || typeof value === 'number')
}

function negate({ value, offset }: Token): Literal {
  if (typeof value === 'bigint') {
    if (value > 9_223_372_036_854_775_808n) throw new SyntaxFault(offset, 'invalid int literal')
    return -value
  }
  return -(value as number)
}
