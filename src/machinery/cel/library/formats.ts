// Named formats: format.dns1123Label().validate('x') gives the faults, if there are any. Upstream: apiserver
// pkg/cel/library/format.go.
import {
  isDNS1035Label,
  isDNS1123Label,
  isDNS1123Subdomain,
  isQualifiedName,
  isValidLabelValue,
} from '../../names/validation.ts'
import { bytesOfBase64 } from '../adapt.ts'
import { sizeOf } from '../equality.ts'
import type { Frame } from '../frame.ts'
import { type CelFunction, type Cost, fn } from '../function.ts'
import { parseTimestamp } from '../time-values.ts'
import { ArrayList, CelOptional, none, OpaqueValue } from '../values.ts'
import { perCharacter } from './operators.ts'
import { parseURL } from './urls.ts'

type Check = (text: string) => readonly string[]

class FormatValue extends OpaqueValue {
  readonly typeName = 'kubernetes.NamedFormat'
  readonly name: string
  readonly check: Check
  /** Characters of the pattern that stands for the check when its cost is counted. */
  readonly patternSize: number

  constructor(name: string, check: Check, patternSize: number) {
    super()
    this.name = name
    this.check = check
    this.patternSize = patternSize
  }

  override equals(other: OpaqueValue): boolean {
    return other instanceof FormatValue && other.name === this.name
  }
}

/** A prefix may end in a dash: generated names go on. */
const prefixed =
  (check: Check): Check =>
  (text) =>
    check(text.endsWith('-') ? `${text.slice(0, -1)}a` : text)

const uuid = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i
const uri: Check = (text) => (parseURL(text) === undefined ? ['invalid URI for request'] : [])
const date: Check = (text) =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && parseTimestamp(`${text}T00:00:00Z`) !== undefined
    ? []
    : ['invalid date']

const formats: readonly (readonly [string, Check, number])[] = [
  ['dns1123Label', isDNS1123Label, 30],
  ['dns1123Subdomain', isDNS1123Subdomain, 60],
  ['dns1035Label', isDNS1035Label, 30],
  ['qualifiedName', isQualifiedName, 60],
  ['dns1123LabelPrefix', prefixed(isDNS1123Label), 30],
  ['dns1123SubdomainPrefix', prefixed(isDNS1123Subdomain), 60],
  ['dns1035LabelPrefix', prefixed(isDNS1035Label), 30],
  ['labelValue', isValidLabelValue, 40],
  // Upstream these are the lengths of patterns: govalidator's for URLs and base64, kube-openapi's for the others.
  ['uri', uri, 1120],
  ['uuid', (text) => (uuid.test(text) ? [] : ['does not match the UUID format']), 70],
  ['byte', (text) => (bytesOfBase64(text) === undefined ? ['invalid base64'] : []), 89],
  ['date', date, 71],
  ['datetime', (text) => (parseTimestamp(text) === undefined ? ['invalid datetime'] : []), 178],
]

const values = new Map(
  formats.map(([name, check, patternSize]) => [name, new FormatValue(name, check, patternSize)]),
)

const validateCost: Cost = ([format, text = null]) =>
  format instanceof FormatValue
    ? Math.ceil((1 + sizeOf(text)) * perCharacter) * Math.ceil(format.patternSize * 0.25)
    : 1

export const namedFormats: readonly CelFunction[] = [
  ...[...values].map(([name, value]) =>
    fn(`format.${name}`, { '() -> kubernetes.NamedFormat': () => value }),
  ),
  fn('format.named', {
    '(string) -> optional(kubernetes.NamedFormat)': (name: string) => {
      const value = values.get(name)
      return value === undefined ? none : new CelOptional(value)
    },
  }),
  fn(
    'validate',
    {
      'kubernetes.NamedFormat.(string) -> optional(list(string))': (
        { check }: FormatValue,
        text: string,
        frame: Frame,
      ) => {
        frame.work(text.length / 8 + 1)
        const faults = check(text)
        return faults.length === 0 ? none : new CelOptional(new ArrayList(faults))
      },
    },
    validateCost,
  ),
]
