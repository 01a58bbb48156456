import assert from 'node:assert/strict'
import { test } from 'node:test'
import { StatusError } from '../../machinery/status-error.ts'
import { negotiate } from './negotiate.ts'

const is406 = (error: unknown) => error instanceof StatusError && error.code === 406

function check(accept: string | undefined, expected: string): void {
  const { media, as, asVersion } = negotiate(accept)
  assert.equal(as === undefined ? media : `${media} ${as} ${asVersion}`, expected, String(accept))
}

test('negotiate() takes the best clause that it can serve', () => {
  check(undefined, 'json')
  check('*/*', 'json')
  check('text/html, application/yaml;q=0.5, */*;q=0.1', 'yaml')
  check('application/yaml;q=0.5, application/json;q=0.9', 'json')
  check('application/json;as=Table;v=v1;g=meta.k8s.io,application/json', 'json Table meta.k8s.io/v1')
  check('application/json;as=Table;v=v1beta1;g=meta.k8s.io', 'json Table meta.k8s.io/v1beta1')
  check('application/json;as=Chair;v=v1;g=meta.k8s.io,application/json', 'json')
  check(
    'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io',
    'json PartialObjectMetadataList meta.k8s.io/v1',
  )
})

test('negotiate() refuses what it cannot serve, every time', () => {
  for (const accept of [
    'text/html',
    'application/json;q=0',
    'application/json;as=Table;v=v9;g=meta.k8s.io',
  ]) {
    for (let i = 0; i < 2; i++) assert.throws(() => negotiate(accept), is406, accept)
  }
})
