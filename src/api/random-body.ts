// Bodies that fit a schema and are otherwise nonsense, for tests: nothing that decodes may make the code of a kind throw.
import { type Rng, randomInt } from '../base/rng.ts'
import { rawNumber } from '../machinery/json-value.ts'
import {
  type Field,
  type ObjectSchema,
  resolve,
  type ScalarSchema,
  type Schema,
} from '../machinery/schema/schema.ts'

const deepest = 9

const strings = [
  ...[
    '',
    'a',
    'x',
    '-',
    '../x',
    '/x',
    'a/b',
    'a.b',
    'UPPER',
    'ü',
    'a'.repeat(300),
    '__proto__',
    'constructor',
  ],
  ...['10.0.0.1', 'fd00::1', '10.0.0.0/8', '$(A)', '50%', '100%', '*/5 * * * *', 'example.com/foo'],
  ...['cpu', 'memory', 'hugepages-2Mi', 'metadata.name', "metadata.labels['a']", 'spec.nodeName'],
  ...['In', 'Exists', 'Always', 'RollingUpdate', 'Recreate', 'None', 'Local', 'IPv4', 'TCP', 'v1', 'default'],
  ...['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort', 'kubernetes.io/tls'],
]

const scalars: Readonly<Record<ScalarSchema['type'], readonly unknown[]>> = {
  string: strings,
  bool: [false, true],
  int32: [0, 1, -1, 2, 80, 443, 30000, 65535, 65536, 2147483647, -2147483648],
  int64: [0, 1, -1, 30, 4294967296, rawNumber('9223372036854775807'), rawNumber('-9223372036854775808')],
  double: [0, 0.5, -1],
  bytes: ['', 'AAAA', 'eHg='],
  time: [null, '2024-01-01T00:00:00Z', '1970-01-01T00:00:00Z', '9999-12-31T23:59:59Z'],
  microTime: [null, '2024-01-01T00:00:00.000000Z'],
  duration: ['0s', '1m30s', '-1s'],
  quantity: ['0', '1', '100m', '-1', '1Gi', '1.5', '1e3', '9223372036854775807', '1n', '0.0000000001'],
  intOrString: [0, 1, -1, 80, '50%', '0%', '101%', 'http', '', 'abc%'],
  json: [null, {}, [], 1, 'x', { a: 1 }],
}

export function randomBody(schema: ObjectSchema, rng: Rng): Record<string, unknown> {
  return randomObject(schema, rng, 0)
}

function randomValue(given: Schema, rng: Rng, depth: number): unknown {
  const schema = resolve(given)
  switch (schema.type) {
    case 'object':
      return randomObject(schema, rng, depth)
    case 'list':
      return times(rng, depth).map(() => randomValue(schema.items, rng, depth + 1))
    case 'map':
      return Object.fromEntries(
        times(rng, depth).map(() => [pick(rng, strings), randomValue(schema.values, rng, depth + 1)]),
      )
    default:
      return pick(rng, schema.values !== undefined && rng.next() < 0.7 ? schema.values : scalars[schema.type])
  }
}

function randomObject(schema: ObjectSchema, rng: Rng, depth: number): Record<string, unknown> {
  const given = Object.entries<Field>(schema.fields).filter(
    ([, { required }]) => rng.next() < chance(required, depth),
  )
  return Object.fromEntries(given.map(([name, field]) => [name, randomValue(field.schema, rng, depth + 1)]))
}

/** What lies deep is mostly left out, so that bodies stay small. */
function chance(required: boolean, depth: number): number {
  if (required) return 0.85
  if (depth < 2) return 0.9
  return depth < 5 ? 0.35 : 0.2
}

function times(rng: Rng, depth: number): readonly undefined[] {
  return Array.from({ length: depth > deepest ? 0 : pick(rng, [0, 1, 1, 2, 3]) })
}

function pick<T>(rng: Rng, from: readonly T[]): T {
  return from[randomInt(rng, from.length)] as T
}
