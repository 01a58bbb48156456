import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ValidatingAdmissionPolicy } from '../../src/api/admissionregistration/validating-admission-policy/validating-admission-policy.kind.ts'
import { CustomResourceDefinition } from '../../src/api/apiextensions/custom-resource-definition/custom-resource-definition.kind.ts'
import { kinds } from '../../src/api/kinds.ts'
import { validatingAdmissionPolicyStatus } from '../../src/controllers/validatingadmissionpolicy-status/validatingadmissionpolicy-status.controller.ts'
import { startControlPlane } from './control-plane.ts'
import { cronTabs, definition } from './custom-definitions.ts'

test('validatingadmissionpolicy-status checks a policy at each of its generations', async () => {
  await using plane = await startControlPlane([validatingAdmissionPolicyStatus(kinds)])
  const { client, signal } = plane
  const deployments = {
    apiGroups: ['apps'],
    apiVersions: ['v1'],
    operations: ['CREATE'],
    resources: ['deployments'],
  }
  const spec = (expression: string) => ({
    matchConstraints: { resourceRules: [deployments] },
    validations: [{ expression }],
  })
  const ref = { name: 'p' }
  const get = () => client.get(ValidatingAdmissionPolicy, ref, { signal })
  const observed = async (generation: number) => (await get()).status?.observedGeneration === generation
  await client.create(
    ValidatingAdmissionPolicy,
    { metadata: ref, spec: spec('object.spec.replica > 1') },
    { signal },
  )
  await plane.until(() => observed(1))
  const warnings = (await get()).status?.typeChecking?.expressionWarnings ?? []
  assert.equal(warnings[0]?.fieldRef, 'spec.validations[0].expression')
  assert.match(warnings[0]?.warning ?? '', /^apps\/v1, Kind=Deployment: ERROR: .*undefined field 'replica'/)
  await client.update(
    ValidatingAdmissionPolicy,
    { ...(await get()), spec: spec('object.spec.replicas > 1') },
    { signal },
  )
  await plane.until(() => observed(2))
  assert.deepEqual((await get()).status?.typeChecking, {})
  assert.deepEqual(plane.warnings, [])
})

test('validatingadmissionpolicy-status looks again when a kind is defined', async () => {
  await using plane = await startControlPlane([validatingAdmissionPolicyStatus(kinds)])
  const { client, signal } = plane
  const rule = {
    apiGroups: ['stable.example.com'],
    apiVersions: ['v1'],
    operations: ['CREATE'],
    resources: ['crontabs'],
  }
  const spec = {
    matchConstraints: { resourceRules: [rule] },
    validations: [{ expression: 'object.spec.nope == 1' }],
  }
  await client.create(ValidatingAdmissionPolicy, { metadata: { name: 'p' }, spec }, { signal })
  const status = async () => (await client.get(ValidatingAdmissionPolicy, { name: 'p' }, { signal })).status
  await plane.until(async () => (await status())?.typeChecking !== undefined)
  assert.deepEqual((await status())?.typeChecking, {})
  const crontabs = definition('stable.example.com', [cronTabs])
  await client.create(CustomResourceDefinition, crontabs as never, { signal })
  await plane.until(async () => (await status())?.typeChecking?.expressionWarnings !== undefined)
  const [warning] = (await status())?.typeChecking?.expressionWarnings ?? []
  assert.match(warning?.warning ?? '', /undefined field 'nope'/)
})
