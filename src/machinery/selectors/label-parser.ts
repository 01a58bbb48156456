// Reads the text form of label selectors: `a=b,c in (d,e),!f`. Upstream: apimachinery pkg/labels/selector.go Parse, whose
// grammar and error texts it keeps.
import { formatFieldError, invalid } from '../field-error.ts'
import { isQualifiedName } from '../names/validation.ts'
import {
  newRequirement,
  type Operator,
  type Requirement,
  type Selector,
  SelectorError,
  selectorOf,
} from './labels.ts'

type TokenKind =
  | 'end'
  | 'identifier'
  | 'error'
  | ')'
  | '('
  | ','
  | '!'
  | '=='
  | '='
  | '>'
  | '<'
  | '!='
  | 'in'
  | 'notin'

interface Token {
  readonly kind: TokenKind
  readonly text: string
}

const symbols: ReadonlySet<string> = new Set([')', ',', '!', '==', '=', '>', '<', '!=', '('])
const isSpecial = (char: string) => '=!(),><'.includes(char)
const isSpace = (char: string) => char === ' ' || char === '\t' || char === '\r' || char === '\n'

/** Parses a selector. Throws SelectorError. */
export function parseLabelSelector(text: string): Selector {
  const parser: Parser = { tokens: scan(text), position: 0 }
  return selectorOf(parseRequirements(parser))
}

function scan(text: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < text.length) {
    const char = text[at] as string
    if (isSpace(char)) at++
    else {
      const token = isSpecial(char) ? scanSymbol(text, at) : scanWord(text, at)
      tokens.push(token.token)
      at = token.end
    }
  }
  tokens.push({ kind: 'end', text: '' })
  return tokens
}

interface Scanned {
  readonly token: Token
  readonly end: number
}

/** The longest operator that the run of special characters begins with. */
function scanSymbol(text: string, start: number): Scanned {
  const two = text.slice(start, start + 2)
  const length = symbols.has(two) ? 2 : 1
  const symbol = text.slice(start, start + length)
  return { token: { kind: symbol as TokenKind, text: symbol }, end: start + length }
}

function scanWord(text: string, start: number): Scanned {
  let end = start
  while (end < text.length && !isSpecial(text[end] as string) && !isSpace(text[end] as string)) end++
  const word = text.slice(start, end)
  return { token: { kind: word === 'in' || word === 'notin' ? word : 'identifier', text: word }, end }
}

interface Parser {
  readonly tokens: readonly Token[]
  position: number
}

const endToken: Token = { kind: 'end', text: '' }

/** The next token; `in` and `notin` are plain words unless an operator is expected. */
function look(parser: Parser, expected: 'operator' | 'value' = 'value'): Token {
  const token = parser.tokens[parser.position] ?? endToken
  const isWord = expected === 'value' && (token.kind === 'in' || token.kind === 'notin')
  return isWord ? { kind: 'identifier', text: token.text } : token
}

function take(parser: Parser, expected: 'operator' | 'value' = 'value'): Token {
  const token = look(parser, expected)
  parser.position++
  return token
}

function parseRequirements(parser: Parser): Requirement[] {
  const requirements: Requirement[] = []
  for (;;) {
    const token = look(parser)
    if (token.kind === 'end') return requirements
    if (token.kind !== 'identifier' && token.kind !== '!') {
      throw new SelectorError(`found '${token.text}', expected: !, identifier, or 'end of string'`)
    }
    requirements.push(parseRequirement(parser))
    const after = take(parser)
    if (after.kind === 'end') return requirements
    if (after.kind !== ',') throw new SelectorError(`found '${after.text}', expected: ',' or 'end of string'`)
    const next = look(parser)
    if (next.kind !== 'identifier' && next.kind !== '!') {
      throw new SelectorError(`found '${next.text}', expected: identifier after ','`)
    }
  }
}

function parseRequirement(parser: Parser): Requirement {
  try {
    const { key, operator } = parseKey(parser)
    if (operator !== undefined) return newRequirement(key, operator, [])
    const binary = parseOperator(parser)
    const values = binary === 'in' || binary === 'notin' ? parseValues(parser) : parseExactValue(parser)
    return newRequirement(key, binary, [...new Set(values)].sort())
  } catch (error) {
    if (!(error instanceof SelectorError)) throw error
    throw new SelectorError(`unable to parse requirement: ${error.message}`, { cause: error })
  }
}

function parseKey(parser: Parser): { key: string; operator: 'exists' | '!' | undefined } {
  let token = take(parser)
  const negated = token.kind === '!'
  if (negated) token = take(parser)
  if (token.kind !== 'identifier') throw new SelectorError(`found '${token.text}', expected: identifier`)
  const faults = isQualifiedName(token.text)
  if (faults.length > 0) {
    throw new SelectorError(formatFieldError(invalid('<nil>', token.text, faults.join('; '))))
  }
  const next = look(parser).kind
  if (negated) return { key: token.text, operator: '!' }
  return { key: token.text, operator: next === 'end' || next === ',' ? 'exists' : undefined }
}

const operators: ReadonlyMap<TokenKind, Operator> = new Map([
  ['in', 'in'],
  ['notin', 'notin'],
  ['=', '='],
  ['==', '=='],
  ['!=', '!='],
  ['>', 'gt'],
  ['<', 'lt'],
])

function parseOperator(parser: Parser): Operator {
  const token = take(parser, 'operator')
  const operator = operators.get(token.kind)
  if (operator !== undefined) return operator
  throw new SelectorError(`found '${token.text}', expected: in, notin, =, ==, !=, gt, lt`)
}

/** `(a,b)`; an empty place between commas is the empty value. */
function parseValues(parser: Parser): string[] {
  const open = take(parser)
  if (open.kind !== '(') throw new SelectorError(`found '${open.text}' expected: '('`)
  const first = look(parser)
  if (first.kind === ')') {
    take(parser)
    return ['']
  }
  if (first.kind !== 'identifier' && first.kind !== ',') {
    throw new SelectorError(`found '${first.text}', expected: ',', ')' or identifier`)
  }
  const values = parseList(parser)
  take(parser)
  return values
}

/** Reads up to, but not including, the closing parenthesis. */
function parseList(parser: Parser): string[] {
  const values: string[] = []
  for (;;) {
    const token = take(parser)
    if (token.kind === 'identifier') {
      values.push(token.text)
      const next = look(parser)
      if (next.kind === ')') return values
      if (next.kind !== ',') throw new SelectorError(`found '${next.text}', expected: ',' or ')'`)
    } else if (token.kind === ',') {
      if (values.length === 0) values.push('')
      const next = look(parser)
      if (next.kind === ')' || next.kind === ',') values.push('')
      if (next.kind === ')') return values
      if (next.kind === ',') take(parser)
    } else throw new SelectorError(`found '${token.text}', expected: ',', or identifier`)
  }
}

function parseExactValue(parser: Parser): string[] {
  const next = look(parser).kind
  if (next === 'end' || next === ',') return ['']
  const token = take(parser)
  if (token.kind === 'identifier') return [token.text]
  throw new SelectorError(`found '${token.text}', expected: identifier`)
}
