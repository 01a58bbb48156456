// The --audit-* flags, with upstream's names and defaults. Upstream: apiserver pkg/server/options/audit.go.
import { resolve } from 'node:path'
import { choice, duration, wholeNumber } from './option-values.ts'
import { UserError } from './user-error.ts'

/** What the command line gives: all text, all optional. */
export interface RawAuditOptions {
  readonly auditPolicyFile?: string
  readonly auditLogPath?: string
  readonly auditLogFormat?: string
  readonly auditLogMode?: string
  readonly auditLogMaxage?: string
  readonly auditLogMaxbackup?: string
  readonly auditLogMaxsize?: string
  readonly auditWebhookConfigFile?: string
  readonly auditWebhookInitialBackoff?: string
  readonly auditWebhookBatchMaxSize?: string
  readonly auditWebhookBatchMaxWait?: string
}

export interface AuditOptions {
  /** '' where it is not given. */
  readonly policyFile: string
  readonly log: {
    readonly path: string
    readonly maxAgeDays: number
    readonly maxBackups: number
    readonly maxSizeMegabytes: number
    readonly strict: boolean
  }
  readonly webhook: {
    readonly configFile: string
    readonly initialBackoffMs: number
    readonly maxBatchSize: number
    readonly maxBatchWaitMs: number
  }
  /** The same as a command line, for the process that serves. */
  readonly flags: Readonly<Record<string, string>>
}

const flagNames: Readonly<Record<keyof RawAuditOptions, string>> = {
  auditPolicyFile: '--audit-policy-file',
  auditLogPath: '--audit-log-path',
  auditLogFormat: '--audit-log-format',
  auditLogMode: '--audit-log-mode',
  auditLogMaxage: '--audit-log-maxage',
  auditLogMaxbackup: '--audit-log-maxbackup',
  auditLogMaxsize: '--audit-log-maxsize',
  auditWebhookConfigFile: '--audit-webhook-config-file',
  auditWebhookInitialBackoff: '--audit-webhook-initial-backoff',
  auditWebhookBatchMaxSize: '--audit-webhook-batch-max-size',
  auditWebhookBatchMaxWait: '--audit-webhook-batch-max-wait',
}
const paths: ReadonlySet<string> = new Set(['auditPolicyFile', 'auditLogPath', 'auditWebhookConfigFile'])

/** Undefined where no flag is there: then nothing is audited, nor loaded. */
export function parseAuditOptions(raw: RawAuditOptions): AuditOptions | undefined {
  const flags: Record<string, string> = {}
  for (const [key, flag] of Object.entries(flagNames)) {
    const value = raw[key as keyof RawAuditOptions]
    if (value !== undefined) flags[flag] = paths.has(key) && value !== '-' ? resolve(value) : value
  }
  if (Object.keys(flags).length === 0) return undefined
  const text = (flag: string) => flags[flag] ?? ''
  const count = (flag: string, fallback: string, min = 0) =>
    wholeNumber(flag, flags[flag] ?? fallback, { min, max: 1_000_000 })
  choice('--audit-log-format', flags['--audit-log-format'] ?? 'json', ['json'])
  const mode = choice('--audit-log-mode', flags['--audit-log-mode'] ?? 'blocking', [
    'blocking',
    'blocking-strict',
  ])
  const [policyFile, path, configFile] = [
    text('--audit-policy-file'),
    text('--audit-log-path'),
    text('--audit-webhook-config-file'),
  ]
  if (policyFile !== '' && path === '' && configFile === '') {
    throw new UserError('--audit-policy-file needs --audit-log-path or --audit-webhook-config-file')
  }
  if (policyFile === '') throw new UserError('auditing needs --audit-policy-file, which says what is audited')
  return {
    policyFile,
    log: {
      path,
      maxAgeDays: count('--audit-log-maxage', '0'),
      maxBackups: count('--audit-log-maxbackup', '0'),
      maxSizeMegabytes: count('--audit-log-maxsize', '0'),
      strict: mode === 'blocking-strict',
    },
    webhook: {
      configFile,
      initialBackoffMs: duration(
        '--audit-webhook-initial-backoff',
        text('--audit-webhook-initial-backoff') || '10s',
      ),
      maxBatchSize: count('--audit-webhook-batch-max-size', '400', 1),
      maxBatchWaitMs: duration(
        '--audit-webhook-batch-max-wait',
        text('--audit-webhook-batch-max-wait') || '30s',
      ),
    },
    flags,
  }
}
