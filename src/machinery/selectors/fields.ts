// Field selectors: `metadata.name=a,status.phase!=Running`, with backslash escapes in values.
// Upstream: apimachinery pkg/fields/selector.go. Which fields a kind offers is the kind's affair.
import { SelectorError } from './labels.ts'

export interface FieldTerm {
  readonly field: string
  readonly operator: '=' | '!='
  readonly value: string
}

export interface FieldSelector {
  /** All have to hold; none matches everything. */
  readonly terms: readonly FieldTerm[]
  /** A field that is not there counts as empty. */
  matches(fields: Readonly<Record<string, string>>): boolean
}

/** Compiles terms. */
export function fieldSelectorOf(terms: readonly FieldTerm[]): FieldSelector {
  const matches = (fields: Readonly<Record<string, string>>) =>
    terms.every(({ field, operator, value }) => {
      const actual = Object.hasOwn(fields, field) ? fields[field] : ''
      return (actual === value) === (operator === '=')
    })
  return { terms, matches }
}

/** Parses a selector. Throws SelectorError. */
export function parseFieldSelector(selector: string): FieldSelector {
  const terms = splitTerms(selector)
    .sort()
    .filter((part) => part !== '')
    .map((part) => {
      const match = /^(.*?)(!=|==|=)(.*)$/s.exec(part)
      if (match === null)
        throw new SelectorError(`invalid selector: '${selector}'; can't understand '${part}'`)
      const [, field = '', operator = '', value = ''] = match
      return {
        field,
        operator: operator === '!=' ? '!=' : '=',
        value: unescapeValue(value),
      } satisfies FieldTerm
    })
  return fieldSelectorOf(terms)
}

/** The terms between commas that no backslash escapes. */
function splitTerms(text: string): string[] {
  const terms: string[] = []
  let start = 0
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\\') i++
    else if (text[i] === ',') {
      terms.push(text.slice(start, i))
      start = i + 1
    }
  }
  terms.push(text.slice(start))
  return terms
}

function unescapeValue(text: string): string {
  if (!/[\\,=]/.test(text)) return text
  let value = ''
  const chars = [...text]
  for (let i = 0; i < chars.length; i++) {
    const char = chars[i] as string
    if (char === '\\') {
      const next = chars[++i] ?? ''
      if (next === '' || !'\\,='.includes(next)) {
        throw new SelectorError(`invalid field selector: invalid escape sequence: \\${next}`)
      }
      value += next
    } else if (char === ',' || char === '=') {
      throw new SelectorError(`invalid field selector: unescaped character in value: ${char.codePointAt(0)}`)
    } else value += char
  }
  return value
}

/** Escapes a value so that it stands for itself in a field selector. */
export function escapeFieldValue(value: string): string {
  return value.replace(/[\\,=]/g, '\\$&')
}

export function formatFieldSelector(selector: FieldSelector): string {
  return selector.terms
    .map(({ field, operator, value }) => `${field}${operator}${escapeFieldValue(value)}`)
    .join(',')
}

/** The one value that `field` must have, where the selector asks for one. */
export function requiresExactField(selector: FieldSelector, field: string): string | undefined {
  return selector.terms.find((term) => term.field === field && term.operator === '=')?.value
}
