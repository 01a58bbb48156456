import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatFieldError } from '../../../machinery/field-error.ts'
import { specimen } from '../../specimen.ts'
import { Ingress } from './ingress.kind.ts'

const backend = { service: { name: 'web', port: { number: 80 } } }
const path = { path: '/', pathType: 'Prefix', backend }

function ingress(spec: object, annotations?: Record<string, string>) {
  const metadata = { name: 'x', namespace: 'ns', ...(annotations !== undefined && { annotations }) }
  return specimen(Ingress, { metadata, spec }) as Ingress
}

const faults = (spec: object) => (Ingress.validate?.(ingress(spec)) ?? []).map(formatFieldError)
const ofPath = (change: object) => faults({ rules: [{ http: { paths: [{ ...path, ...change }] } }] })

test('validateIngress() wants rules or a backend', () => {
  assert.deepEqual(faults({ defaultBackend: backend }), [])
  assert.deepEqual(faults({}), [
    'spec: Invalid value: []: either `defaultBackend` or `rules` must be specified',
  ])
  assert.deepEqual(faults({ rules: [{ host: '10.0.0.1' }] }), [
    'spec.rules[0].host: Invalid value: "10.0.0.1": must be a DNS name, not an IP address',
  ])
})

test('validateIngress() checks paths and backends', () => {
  const at = 'spec.rules[0].http.paths[0]'
  assert.deepEqual(ofPath({}), [])
  assert.deepEqual(ofPath({ pathType: undefined }), [
    `${at}.pathType: Required value: pathType must be specified`,
  ])
  assert.deepEqual(ofPath({ pathType: 'Regex' }), [
    `${at}.pathType: Unsupported value: "Regex": supported values: "Exact", "ImplementationSpecific", "Prefix"`,
  ])
  assert.deepEqual(ofPath({ path: 'x//y' }), [
    `${at}.path: Invalid value: "x//y": must be an absolute path`,
    `${at}.path: Invalid value: "x//y": must not contain '//'`,
  ])
  assert.deepEqual(ofPath({ backend: {} }), [
    `${at}.backend: Invalid value: "": resource or service backend is required`,
  ])
  assert.deepEqual(ofPath({ backend: { resource: { kind: '', name: 'a/b' } } }), [
    `${at}.backend.resource.kind: Required value: kind is required`,
    `${at}.backend.resource.name: Invalid value: "a/b": may not contain '/'`,
  ])
  assert.deepEqual(ofPath({ backend: { service: { name: 'web' } } }), [
    `${at}.backend: Required value: port name or number is required`,
  ])
  assert.deepEqual(ofPath({ backend: { service: { name: 'web', port: { name: 'a', number: 1 } } } }), [
    `${at}.backend: Invalid value: "": cannot set both port name & port number`,
  ])
})

test('validateIngressCreate() wants the old annotation to agree', () => {
  const obj = ingress(
    { defaultBackend: backend, ingressClassName: 'a' },
    { 'kubernetes.io/ingress.class': 'b' },
  )
  assert.deepEqual((Ingress.validateCreate?.(obj) ?? []).map(formatFieldError), [
    'annotations.kubernetes.io/ingress.class: Invalid value: "b": must match `ingressClassName` when both are specified',
  ])
})

test('ingresses print hosts and ports', () => {
  const cells = (spec: object) => Ingress.columns?.slice(1, 5).map((column) => column.cell(ingress(spec), 0))
  assert.deepEqual(cells({ defaultBackend: backend }), ['<none>', '*', '', '80'])
  const rules = ['a.x', 'b.x', 'c.x', 'd.x'].map((host) => ({ host }))
  assert.deepEqual(cells({ rules, tls: [{}], ingressClassName: 'nginx' }), [
    'nginx',
    'a.x,b.x,c.x + 1 more...',
    '',
    '80, 443',
  ])
})
