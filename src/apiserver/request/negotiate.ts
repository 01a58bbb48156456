// Which form of an answer the Accept header asks for. Upstream: apiserver pkg/endpoints/handlers/negotiation/negotiate.go.
import { protobufMediaType } from '../../machinery/protobuf/kube-codec.ts'
import { notAcceptable } from '../../machinery/status-error.ts'

export type Media = 'json' | 'yaml' | 'protobuf'
export type Transform = 'Table' | 'PartialObjectMetadata' | 'PartialObjectMetadataList'

export interface Negotiated {
  readonly media: Media
  readonly as: Transform | undefined
  /** The apiVersion of the transformed answer. */
  readonly asVersion: 'meta.k8s.io/v1' | 'meta.k8s.io/v1beta1'
}

export const plainJson: Negotiated = { media: 'json', as: undefined, asVersion: 'meta.k8s.io/v1' }

export const contentTypes: Readonly<Record<Media, string>> = {
  json: 'application/json',
  yaml: 'application/yaml',
  protobuf: protobufMediaType,
}

const transforms: ReadonlySet<string> = new Set([
  'Table',
  'PartialObjectMetadata',
  'PartialObjectMetadataList',
])
const versions: ReadonlySet<string> = new Set(['v1', 'v1beta1'])
export const producible = ['application/json', 'application/yaml', protobufMediaType] as const

const remembered = new Map<string, Negotiated | undefined>()
const rememberedLimit = 256

/** Throws StatusError 406 where nothing that is asked for can be given. */
export function negotiate(accept: string | undefined): Negotiated {
  if (accept === undefined || accept === '' || accept === '*/*' || accept === 'application/json')
    return plainJson
  let found = remembered.get(accept)
  if (found === undefined && !remembered.has(accept)) {
    found = choose(accept)
    if (remembered.size < rememberedLimit) remembered.set(accept, found)
  }
  if (found === undefined) throw notAcceptable(producible)
  return found
}

const textProducible = ['application/json', 'application/yaml'] as const

/** The same for what protobuf has no form of, save its metadata. */
export function negotiateText(accept: string | undefined): Negotiated {
  const found = choose(accept ?? '', { withoutProtobuf: true })
  if (found === undefined) throw notAcceptable(textProducible)
  return found
}

/** The same for what has no table: what is asked of the server, and what only acts on an object. */
export function negotiateUntabled(accept: string | undefined): Negotiated {
  const found = choose(accept ?? '', { withoutTable: true })
  if (found === undefined) throw notAcceptable(producible)
  return found
}

interface Clause {
  readonly type: string
  readonly parameters: ReadonlyMap<string, string>
  readonly quality: number
}

/** The clauses of an Accept header, best first. */
export function acceptClauses(accept: string): readonly Clause[] {
  const clauses = accept.split(',').map(clauseOf)
  return clauses.filter(({ quality }) => quality > 0).sort((a, b) => b.quality - a.quality)
}

function clauseOf(text: string): Clause {
  const [type = '', ...rest] = text.split(';').map((part) => part.trim())
  const parameters = new Map<string, string>()
  for (const part of rest) {
    const equals = part.indexOf('=')
    if (equals > 0)
      parameters.set(
        part.slice(0, equals).trim().toLowerCase(),
        part
          .slice(equals + 1)
          .trim()
          .replace(/^"(.*)"$/, '$1'),
      )
  }
  const quality = Number(parameters.get('q') ?? '1')
  return { type: type.toLowerCase(), parameters, quality: Number.isNaN(quality) ? 1 : quality }
}

function choose(
  accept: string,
  { withoutProtobuf = false, withoutTable = false } = {},
): Negotiated | undefined {
  for (const clause of acceptClauses(accept)) {
    const media = mediaOf(clause.type)
    if (media === undefined) continue
    const as = clause.parameters.get('as')
    if (as === undefined && media === 'protobuf' && withoutProtobuf) continue
    if (as === undefined) return media === 'json' ? plainJson : { ...plainJson, media }
    const version = clause.parameters.get('v') ?? 'v1'
    const group = clause.parameters.get('g') ?? 'meta.k8s.io'
    // Tables have no form in protobuf.
    if (as === 'Table' && (media === 'protobuf' || withoutTable)) continue
    if (!transforms.has(as) || !versions.has(version) || group !== 'meta.k8s.io') continue
    return {
      media,
      as: as as Transform,
      asVersion: version === 'v1' ? 'meta.k8s.io/v1' : 'meta.k8s.io/v1beta1',
    }
  }
  return undefined
}

function mediaOf(type: string): Media | undefined {
  if (type === '*/*' || type === 'application/*' || type === 'application/json') return 'json'
  if (type === protobufMediaType) return 'protobuf'
  return type === 'application/yaml' ? 'yaml' : undefined
}
