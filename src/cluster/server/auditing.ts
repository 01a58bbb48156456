// What the --audit-* flags make of the API server: the policy is read and the backends are reached for before anything starts.
// Loaded only where a flag is there.
import { readFile } from 'node:fs/promises'
import { AuditPolicyError, type LoadedPolicy, loadPolicy } from '../../apiserver/audit/audit-policy.ts'
import {
  type AuditBackend,
  type AuditContext,
  Auditor,
  type BackendContext,
} from '../../apiserver/audit/auditor.ts'
import { logBackend } from '../../apiserver/audit/log-backend.ts'
import { webhookBackend, webhookDefaults } from '../../apiserver/audit/webhook-backend.ts'
import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/log.ts'
import { clusterAccess, KubeconfigError, readKubeconfig } from '../../client/node/kubeconfig.ts'
import { createTransport } from '../../client/node/transport.ts'
import type { AuditOptions } from '../audit-options.ts'
import { UserError } from '../user-error.ts'

type Auditing = (context: AuditContext) => Auditor
type CreateBackend = (context: BackendContext) => AuditBackend

/** Throws UserError, as what it returns does. */
export async function createAuditing(
  { policyFile, log: logOptions, webhook: webhookOptions }: AuditOptions,
  { clock, log }: { readonly clock: Clock; readonly log: Logger },
): Promise<Auditing> {
  const { policy, unknown } = await readPolicy(policyFile)
  if (unknown.length > 0) log.warn('the audit policy has fields that are not known', { fields: unknown })
  const backends: CreateBackend[] = []
  if (logOptions.path !== '') backends.push(logBackend(logOptions))
  if (webhookOptions.configFile !== '') backends.push(await webhook(webhookOptions, clock))
  return (context) => {
    try {
      return new Auditor({ policy, backends }, context)
    } catch (cause) {
      const { code = '' } = cause as NodeJS.ErrnoException
      if (code === '') throw cause
      throw new UserError(`--audit-log-path ${logOptions.path}: ${(cause as Error).message}`, { cause })
    }
  }
}

/** Throws UserError. */
export async function readPolicy(path: string): Promise<LoadedPolicy> {
  try {
    return loadPolicy(await readFile(path, 'utf8'))
  } catch (cause) {
    const isExpected =
      cause instanceof AuditPolicyError || (cause as NodeJS.ErrnoException).code !== undefined
    if (!isExpected) throw cause
    throw new UserError(`--audit-policy-file ${path}: ${(cause as Error).message}`, { cause })
  }
}

async function webhook(options: AuditOptions['webhook'], clock: Clock): Promise<CreateBackend> {
  const path = options.configFile
  try {
    const { server, tls, token } = clusterAccess(await readKubeconfig(path), { path })
    const { handler, close } = createTransport({ server, tls, clock })
    return webhookBackend({
      ...webhookDefaults,
      ...options,
      handler,
      close,
      target: new URL(server).pathname === '/' ? '/' : '',
      headers: () => {
        const bearer = token?.()
        return bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }
      },
    })
  } catch (cause) {
    if (!(cause instanceof KubeconfigError)) throw cause
    throw new UserError(`--audit-webhook-config-file: ${cause.message}`, { cause })
  }
}
