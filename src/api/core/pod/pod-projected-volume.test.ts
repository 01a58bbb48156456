import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatFieldError } from '../../../machinery/field-error.ts'
import { specimen } from '../../specimen.ts'
import { Pod } from './pod.kind.ts'

function faults(podCertificate: object): readonly string[] {
  const pod = specimen(Pod, {
    metadata: { name: 'web', namespace: 'default' },
    spec: {
      containers: [{ name: 'c', image: 'x' }],
      volumes: [{ name: 'v', projected: { sources: [{ podCertificate }] } }],
    },
  })
  return (Pod.validate?.(pod) ?? []).map(formatFieldError)
}

test("validateProjected() reads what is said to a pod's signer", () => {
  const source = { signerName: 'example.com/mine', keyType: 'ED25519', credentialBundlePath: 'bundle.pem' }
  assert.deepEqual(faults({ ...source, userAnnotations: { 'example.com/key': 'v' } }), [])
  assert.deepEqual(faults({ ...source, userAnnotations: { plain: 'v' } }), [
    'spec.volumes[0].projected.sources[0].podCertificate.userAnnotations: Invalid value: "plain": must be a domain-prefixed key (such as "acme.io/foo")',
  ])
})
