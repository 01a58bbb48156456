// The options of a delete, from its body or its query. Upstream: apiserver pkg/endpoints/handlers/delete.go.
import { CodecError } from '../../machinery/codec/codec-error.ts'
import { parseJson } from '../../machinery/codec/json.ts'
import { type FieldError, invalid as invalidField, notSupported } from '../../machinery/field-error.ts'
import { deleteOptions as schema } from '../../machinery/meta/meta.schema.ts'
import { readEnvelope } from '../../machinery/protobuf/envelope.ts'
import { protobufMediaType, readProtobuf } from '../../machinery/protobuf/kube-codec.ts'
import { DecodeError, decode } from '../../machinery/schema/decode.ts'
import { badRequest, invalid, unsupportedMediaType } from '../../machinery/status-error.ts'
import { type ApiRequest, bodyOf } from '../request/api-request.ts'
import { dryRunFaults, wholeNumber } from '../request/options.ts'
import { queryValue } from '../request/path.ts'
import { isTrue } from '../request/request-info.ts'
import { mediaType, understood, yamlParser } from './decode-body.ts'

export type PropagationPolicy = 'Background' | 'Foreground' | 'Orphan'

export interface DeleteOptions {
  readonly gracePeriodSeconds?: number | undefined
  readonly preconditions?:
    | { readonly uid?: string | undefined; readonly resourceVersion?: string | undefined }
    | undefined
  readonly orphanDependents?: boolean | undefined
  readonly propagationPolicy?: PropagationPolicy | undefined
  readonly dryRun: boolean
}

interface RawOptions {
  readonly gracePeriodSeconds?: number
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string }
  readonly orphanDependents?: boolean
  readonly propagationPolicy?: string
  readonly dryRun?: readonly string[]
}

export async function deleteOptions(request: ApiRequest): Promise<DeleteOptions> {
  const bytes = await bodyOf(request)
  if (bytes.length === 0) return checked(fromQuery(request))
  const type = mediaType(request.http.headers['content-type'])
  const parseYaml = await yamlParser(type)
  return checked(fromBody(bytes, { type, parseYaml }))
}

/** Options that came as part of another body (an eviction's). */
export function checkedDeleteOptions(raw: RawOptions): DeleteOptions {
  return checked(raw)
}

interface Form {
  readonly type: string
  readonly parseYaml: Awaited<ReturnType<typeof yamlParser>>
}

function fromBody(bytes: Uint8Array, form: Form): RawOptions {
  try {
    return decode<RawOptions>(schema, parseOptions(bytes, form) ?? {}).value
  } catch (cause) {
    if (cause instanceof CodecError || cause instanceof DecodeError) {
      throw badRequest(
        `the object provided is unrecognized (must be of type DeleteOptions): ${cause.message}`,
        cause,
      )
    }
    throw cause
  }
}

function parseOptions(bytes: Uint8Array, { type, parseYaml }: Form): unknown {
  if (type === '' || type === 'application/json') return optionsAlone(parseJson(bytes).value)
  if (parseYaml !== undefined) return optionsAlone(parseYaml(bytes).value)
  if (type !== protobufMediaType) throw unsupportedMediaType(understood)
  const { kind, apiVersion, raw } = readEnvelope(bytes)
  optionsAlone({ kind, apiVersion })
  return readProtobuf(schema, raw)
}

/** A body of another kind is a mistake, and what it asks for is not known: nothing may be deleted on its account. */
function optionsAlone(value: unknown): unknown {
  const { kind = '', apiVersion = '' } = (value ?? {}) as { kind?: unknown; apiVersion?: unknown }
  if (kind === '' || kind === 'DeleteOptions') return value
  const text = `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)}`
  throw badRequest(`the object provided is unrecognized (must be of type DeleteOptions): ${text}`)
}

function fromQuery({ query }: ApiRequest): RawOptions {
  const grace = wholeNumber(query, 'gracePeriodSeconds')
  const policy = queryValue(query, 'propagationPolicy')
  const dryRun = query.get('dryRun')
  return {
    ...(grace !== undefined && { gracePeriodSeconds: grace }),
    ...(query.has('propagationPolicy') && { propagationPolicy: policy }),
    ...(dryRun !== undefined && { dryRun }),
    ...(query.has('orphanDependents') && { orphanDependents: isTrue(queryValue(query, 'orphanDependents')) }),
  }
}

const policies: readonly string[] = ['Foreground', 'Background', 'Orphan']

/** Upstream: apimachinery pkg/apis/meta/v1/validation/validation.go ValidateDeleteOptions. */
function checked(raw: RawOptions): DeleteOptions {
  const faults: FieldError[] = []
  const { propagationPolicy: policy } = raw
  if (raw.orphanDependents !== undefined && policy !== undefined) {
    faults.push(
      invalidField(
        'propagationPolicy',
        policy,
        'orphanDependents and deletionPropagation cannot be both set',
      ),
    )
  }
  if (policy !== undefined && !policies.includes(policy))
    faults.push(notSupported('propagationPolicy', policy, [...policies, 'nil']))
  faults.push(...dryRunFaults(raw.dryRun ?? []))
  if (faults.length > 0) throw invalid({ group: 'meta.k8s.io', resource: 'DeleteOptions' }, '', faults)
  return {
    ...raw,
    propagationPolicy: policy as PropagationPolicy | undefined,
    dryRun: (raw.dryRun?.length ?? 0) > 0,
  }
}
