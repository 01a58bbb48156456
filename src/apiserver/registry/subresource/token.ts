// serviceaccounts/token: a token for an account. Upstream: pkg/registry/core/serviceaccount/storage/token.go.

import {
  type TokenRequest,
  tokenRequest,
} from '../../../api/authentication/token-request/token-request.schema.ts'
import type { Pod } from '../../../api/core/pod/pod.kind.ts'
import { type FieldError, invalid as invalidField } from '../../../machinery/field-error.ts'
import type { KubeObject } from '../../../machinery/kind.ts'
import { timeText } from '../../../machinery/meta/time.ts'
import { badRequest, conflict, invalid, notFound } from '../../../machinery/status-error.ts'
import type {
  BoundObject,
  ServiceAccountTokens,
  TokenSubject,
  TokenTerms,
} from '../../authn/service-account-tokens.ts'
import type { ApiRequest } from '../../request/api-request.ts'
import type { ServerResponse } from '../../request/exchange.ts'
import { writeOptions } from '../../request/options.ts'
import { answerValue } from '../answer-object.ts'
import type { Core } from '../core.ts'
import { decodeBody } from '../decode-body.ts'
import { existing } from '../get.ts'
import { asKube } from '../object.ts'
import type { Resource } from '../resource.ts'
import type { SubresourceHandler } from '../subresources.ts'
import { admitSubresource } from './admit-subresource.ts'

const body = { group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest', schema: tokenRequest }
const minSeconds = 600
const maxSeconds = 2 ** 32
const defaultSeconds = 3600
/** What kubelets ask for; such tokens are honoured for a year, so that old clients that never reload them keep working. */
const extendableSeconds = 3607
const extendedSeconds = 365 * 24 * 3600

export function tokenSubresource(tokens: ServiceAccountTokens): SubresourceHandler {
  return { create: (request, resource, core) => createToken(request, resource, { core, tokens }) }
}

async function createToken(
  request: ApiRequest,
  resource: Resource,
  context: { readonly core: Core; readonly tokens: ServiceAccountTokens },
): Promise<ServerResponse> {
  const { core, tokens } = context
  const { fieldValidation, dryRun } = writeOptions(request, 'CreateOptions')
  const obj = await decodeBody(request, body, fieldValidation)
  const asked = obj as unknown as TokenRequest
  await core.feed.fresh(request)
  const posted = {
    resource,
    subresource: 'token',
    name: request.info.name,
    object: asKube(obj),
    dryRun,
  }
  await admitSubresource(request, posted, core)
  await core.feed.fresh(request)
  const account = resource.objectOf(existing(request, resource))
  const spec = asked.spec ?? {}
  const seconds = spec.expirationSeconds ?? defaultSeconds
  refuse(secondsFaults(seconds), request)
  const audiences = (spec.audiences ?? []).length > 0 ? (spec.audiences ?? []) : tokens.audiences
  const subject = subjectOf(account, spec.boundObjectRef, core)
  const token = tokens.issue(subject, termsOf(subject, { audiences, seconds, own: tokens.audiences }))
  if (request.audit !== undefined) noteCredential(request, token)
  const nowMs = core.clock.now()
  const { name, namespace } = account.metadata
  const answer = {
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: { name, namespace, creationTimestamp: timeText(nowMs) },
    spec: { audiences, expirationSeconds: seconds, boundObjectRef: spec.boundObjectRef ?? null },
    status: { token, expirationTimestamp: timeText(nowMs + seconds * 1000) },
  }
  return answerValue(answer, request, 201)
}

/** The audit log says which token was given, so that what is done with it can be found. */
function noteCredential(request: ApiRequest, token: string): void {
  const [, claims = ''] = token.split('.')
  const { jti } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { readonly jti: string }
  request.annotations ??= new Map()
  request.annotations.set('authentication.kubernetes.io/issued-credential-id', `JTI=${jti}`)
}

function secondsFaults(seconds: number): FieldError[] {
  const field = 'spec.expirationSeconds'
  if (seconds < minSeconds)
    return [invalidField(field, seconds, 'may not specify a duration less than 10 minutes')]
  if (seconds > maxSeconds)
    return [invalidField(field, seconds, 'may not specify a duration larger than 2^32 seconds')]
  return []
}

function refuse(faults: readonly FieldError[], request: ApiRequest): void {
  if (faults.length > 0) throw invalid({ group: body.group, resource: body.kind }, request.info.name, faults)
}

function termsOf(
  subject: TokenSubject,
  asked: { readonly audiences: readonly string[]; readonly seconds: number; readonly own: readonly string[] },
): TokenTerms {
  const { audiences, seconds, own } = asked
  const extend =
    seconds === extendableSeconds &&
    subject.pod !== undefined &&
    audiences.every((name) => own.includes(name))
  return extend ? { audiences, seconds: extendedSeconds, warnAfter: seconds } : { audiences, seconds }
}

type BoundRef = NonNullable<NonNullable<TokenRequest['spec']>['boundObjectRef']>

function subjectOf(account: KubeObject, reference: BoundRef | undefined, core: Core): TokenSubject {
  const { namespace = '', name, uid } = account.metadata
  const base = { namespace, account: { name, uid } }
  if (reference === undefined) return base
  const { kind = '', apiVersion = '', name: boundName = '' } = reference
  if (apiVersion === 'v1' && kind === 'Pod') {
    const pod = bound('pods', `${namespace}/${boundName}`, { reference, core }) as Pod
    checkAccount(pod, name)
    return { ...base, pod: idOf(pod), ...nodeOf(pod, core) }
  }
  if (apiVersion === 'v1' && kind === 'Secret') {
    return { ...base, secret: idOf(bound('secrets', `${namespace}/${boundName}`, { reference, core })) }
  }
  if (apiVersion === 'v1' && kind === 'Node')
    return { ...base, node: idOf(bound('nodes', boundName, { reference, core })) }
  throw badRequest(
    `cannot bind token to object of type ${apiVersion === '' ? '' : `${apiVersion}, `}Kind=${kind}`,
  )
}

function idOf(obj: KubeObject): BoundObject {
  return { name: obj.metadata.name, uid: obj.metadata.uid }
}

function checkAccount(pod: Pod, account: string): void {
  if ((pod.spec.serviceAccountName ?? '') === account) return
  throw badRequest(
    `cannot bind token for serviceaccount ${JSON.stringify(account)} to pod running with different serviceaccount name.`,
  )
}

function nodeOf(pod: Pod, core: Core): { readonly node?: BoundObject } {
  const name = pod.spec.nodeName ?? ''
  if (name === '') return {}
  const node = core.resources.find('', 'nodes')?.cache.find(name)
  return { node: node === undefined ? { name, uid: '' } : idOf(node) }
}

function bound(
  plural: string,
  key: string,
  context: { readonly reference: BoundRef; readonly core: Core },
): KubeObject {
  const { reference, core } = context
  const obj = core.resources.find('', plural)?.cache.find(key)
  const { name = '', uid = '' } = reference
  if (obj === undefined) throw notFound({ group: '', resource: plural }, name)
  if (uid !== '' && uid !== obj.metadata.uid) {
    const why = `the UID in the bound object reference (${uid}) does not match the UID in record. The object might have been deleted and then recreated`
    throw conflict({ group: '', resource: plural }, name, why)
  }
  return obj
}
