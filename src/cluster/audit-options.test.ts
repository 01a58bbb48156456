import assert from 'node:assert/strict'
import { resolve } from 'node:path'
import { test } from 'node:test'
import { parseAuditOptions, type RawAuditOptions } from './audit-options.ts'
import { UserError } from './user-error.ts'

test('parseAuditOptions() audits nothing without a flag, and has the defaults of upstream', () => {
  assert.equal(parseAuditOptions({}), undefined)
  const options = parseAuditOptions({ auditPolicyFile: 'policy.yaml', auditLogPath: '-' })
  assert.deepEqual(options, {
    policyFile: resolve('policy.yaml'),
    log: { path: '-', maxAgeDays: 0, maxBackups: 0, maxSizeMegabytes: 0, strict: false },
    webhook: { configFile: '', initialBackoffMs: 10_000, maxBatchSize: 400, maxBatchWaitMs: 30_000 },
    flags: { '--audit-policy-file': resolve('policy.yaml'), '--audit-log-path': '-' },
  })
})

test('parseAuditOptions() refuses what leads nowhere, in one line that says what to do', () => {
  const check = (raw: RawAuditOptions, message: string) =>
    assert.throws(() => parseAuditOptions(raw), new UserError(message))
  check({ auditLogPath: 'a.log' }, 'auditing needs --audit-policy-file, which says what is audited')
  const policy = { auditPolicyFile: 'p' }
  check(policy, '--audit-policy-file needs --audit-log-path or --audit-webhook-config-file')
  const log = { ...policy, auditLogPath: 'a.log' }
  check(
    { ...log, auditLogMode: 'batch' },
    '--audit-log-mode must be blocking or blocking-strict, not "batch"',
  )
  check({ ...log, auditLogFormat: 'legacy' }, '--audit-log-format must be json, not "legacy"')
  check(
    { ...log, auditLogMaxsize: '-1' },
    '--audit-log-maxsize must be a whole number from 0 to 1000000, not "-1"',
  )
  check(
    { ...log, auditWebhookBatchMaxWait: 'soon' },
    '--audit-webhook-batch-max-wait must be a time such as 1m0s or 30s, not "soon"',
  )
})
