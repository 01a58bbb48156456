// What there is to send requests to: every kind that can be served, its collection, its subresources, and bodies for it.
import { kinds } from '../../src/api/kinds.ts'
import { optionalKinds } from '../../src/api/optional-kinds.ts'
import { randomBody } from '../../src/api/random-body.ts'
import { cloneJson } from '../../src/machinery/json-value.ts'
import type { Kind } from '../../src/machinery/kind.ts'
import { envelopeParts } from '../../src/machinery/protobuf/envelope.ts'
import { writeProtobuf } from '../../src/machinery/protobuf/kube-codec.ts'
import { decode } from '../../src/machinery/schema/decode.ts'
import type { Dice } from './dice.ts'
import { gadget, samples } from './samples.ts'

export const fuzzedKinds: readonly Kind[] = [...kinds, ...optionalKinds.map(({ kind }) => kind)]

export interface FuzzKind {
  readonly apiVersion: string
  readonly kindName: string
  readonly collection: string
  readonly subresources: readonly string[]
  /** Its objects change how the server answers others: they are only tried out. */
  readonly onlyTried: boolean
  body(dice: Dice): object
  /** A good one; undefined for kinds that have none written down. */
  readonly sample: object | undefined
  /** In the form of protobuf; undefined where the object does not fit. */
  protobuf(body: object): Uint8Array | undefined
}

const metadata = { name: 'fuzz', labels: { a: 'b' }, annotations: { c: 'd' } }
const influential: ReadonlySet<string> = new Set([
  'APIService',
  'FlowSchema',
  'MutatingAdmissionPolicy',
  'MutatingAdmissionPolicyBinding',
  'MutatingWebhookConfiguration',
  'PriorityLevelConfiguration',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'ValidatingWebhookConfiguration',
])

function fuzzKind(kind: Kind): FuzzKind {
  const { group, version, plural, apiVersion, schema, kind: kindName } = kind
  const root = group === '' ? '/api/v1' : `/apis/${group}/${version}`
  const scope = kind.scope === 'Namespaced' ? '/namespaces/default' : ''
  const sample = samples[`${group}/${kindName}`]
  return {
    apiVersion,
    kindName,
    collection: `${root}${scope}/${plural}`,
    subresources: (kind.subresources ?? []).map((subresource) =>
      typeof subresource === 'string' ? subresource : subresource.name,
    ),
    onlyTried: influential.has(kindName),
    sample: sample === undefined ? undefined : { metadata, ...sample },
    body(dice) {
      if (sample !== undefined && !dice.chance(4)) return cloneJson({ metadata, ...sample })
      const { apiVersion: _version, kind: _kind, ...body } = randomBody(schema, dice.rng)
      const own = dice.chance(3) ? { ...(body.metadata as object), name: 'fuzz' } : metadata
      return cloneJson({ ...body, metadata: own })
    },
    protobuf(body) {
      try {
        const raw = writeProtobuf(
          schema,
          decode<object>(schema, { ...body, apiVersion, kind: kindName }).value,
        )
        const { head, tail } = envelopeParts({ apiVersion, kind: kindName }, raw.length)
        return Buffer.concat([head, raw, tail])
      } catch {
        // Spoilt too much to be encoded at all.
        return undefined
      }
    },
  }
}

const custom: FuzzKind = {
  apiVersion: 'fuzz.example.com/v1',
  kindName: 'Gadget',
  collection: '/apis/fuzz.example.com/v1/namespaces/default/gadgets',
  subresources: ['status', 'scale'],
  onlyTried: false,
  sample: { metadata, ...gadget },
  body: () => cloneJson({ metadata, ...gadget }),
  protobuf: () => undefined,
}

export const fuzzKinds: readonly FuzzKind[] = [...fuzzedKinds.map(fuzzKind), custom, custom, custom]

/** The definition of the custom resource, to be made before. */
export const definition = samples['apiextensions.k8s.io/CustomResourceDefinition'] as object
