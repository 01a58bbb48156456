// Feature gates, --runtime-config, and what they do to objects.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { kinds } from '../kinds.ts'
import { optionalKinds } from '../optional-kinds.ts'
import { ResourceSlice } from '../resource/resource-slice/resource-slice.kind.ts'
import { specimen } from '../specimen.ts'
import { disabledFields } from './disabled-fields.ts'
import { defaultFeatureGates, FeatureGateError, parseFeatureGates } from './feature-gates.ts'
import { RuntimeConfigError, selectKinds } from './runtime-config.ts'

test('parseFeatureGates() sets what is said and leaves the rest', () => {
  const gates = parseFeatureGates('StorageVersionAPI=true, WatchList=F')
  assert.equal(gates.enabled('StorageVersionAPI'), true)
  assert.equal(gates.enabled('WatchList'), false)
  assert.equal(gates.enabled('DRAListTypeAttributes'), false)
  assert.equal(gates.enabled('SomethingStableForLong'), true)
  assert.equal(gates.enabled('PodCertificateProjection'), false)
})

test('parseFeatureGates() lets AllAlpha and AllBeta speak for the unset', () => {
  const gates = parseFeatureGates('AllAlpha=true,AllBeta=true,HPAScaleToZero=false')
  assert.equal(gates.enabled('GenericWorkload'), true)
  assert.equal(gates.enabled('ClusterTrustBundle'), true)
  assert.equal(gates.enabled('HPAScaleToZero'), false)
})

test('parseFeatureGates() refuses in the words of upstream', () => {
  const refused = {
    'Nonsense=true': 'unrecognized feature gate: Nonsense',
    WatchList: 'missing bool value for WatchList',
    'WatchList=maybe':
      'invalid value of WatchList=maybe, err: strconv.ParseBool: parsing "maybe": invalid syntax',
    'NodeSwap=false': 'cannot set feature gate NodeSwap to false, feature is locked to true',
    'GangScheduling=true':
      'GangScheduling is enabled, but depends on features that are disabled: [GenericWorkload]',
  }
  for (const [text, message] of Object.entries(refused)) {
    assert.throws(() => parseFeatureGates(text), new FeatureGateError(message))
  }
  parseFeatureGates('NodeSwap=true')
})

test('defaultFeatureGates knows every gate that a schema names', () => {
  const known = new Set(defaultFeatureGates.all.map(({ name }) => name))
  // Stable for so long that it cannot be set any more, and a mark that stands for another gate.
  const gone = new Set(['CSIStorageCapacity', 'PodCertificateProjection'])
  const texts = JSON.stringify(
    [...kinds, ...optionalKinds.map(({ kind }) => kind)].map(({ schema }) => schema),
  )
  const named = new Set(
    [...texts.matchAll(/"gates":\[([^\]]*)\]/g)].flatMap(([, list = '']) => list.match(/\w+/g) ?? []),
  )
  assert.ok(named.size > 20)
  assert.deepEqual(
    [...named].filter((name) => !known.has(name) && !gone.has(name)),
    [],
  )
})

const served = (config: string, gates = '') =>
  new Set(selectKinds(config, parseFeatureGates(gates)).map((kind) => `${kind.apiVersion}/${kind.plural}`))

test('selectKinds() serves stable versions unless told otherwise', () => {
  assert.equal(selectKinds('', defaultFeatureGates), kinds)
  assert.deepEqual([...served('api/beta=false')], [...served('')])
})

test('selectKinds() adds versions by class, by name and by resource', () => {
  const beta = served('api/beta=true')
  assert.ok(beta.has('resource.k8s.io/v1beta1/deviceclasses'))
  assert.ok(!beta.has('internal.apiserver.k8s.io/v1alpha1/storageversions'))
  assert.ok(served('api/all=true').has('internal.apiserver.k8s.io/v1alpha1/storageversions'))
  const one = served('networking.k8s.io/v1beta1')
  assert.ok(one.has('networking.k8s.io/v1beta1/ipaddresses'))
  assert.equal(one.size, kinds.length + 2)
  assert.equal(served('networking.k8s.io/v1beta1/ipaddresses=true').size, kinds.length + 1)
  const less = served('api/beta=true,resource.k8s.io/v1beta1=false,batch/v1/cronjobs=false')
  assert.ok(!less.has('resource.k8s.io/v1beta1/deviceclasses'))
  assert.ok(less.has('resource.k8s.io/v1beta2/deviceclasses'))
  assert.ok(!less.has('batch/v1/cronjobs'))
  assert.ok(less.has('batch/v1/jobs'))
})

test('selectKinds() wants the gate, too', () => {
  const bundles = 'certificates.k8s.io/v1beta1/clustertrustbundles'
  assert.ok(!served('api/beta=true').has(bundles))
  assert.ok(!served('', 'ClusterTrustBundle=true').has(bundles))
  assert.ok(served('api/beta=true', 'ClusterTrustBundle=true').has(bundles))
})

test('selectKinds() refuses in the words of upstream', () => {
  const refused = {
    'api/all=false': 'invalid key with only api/all=false',
    'api/beta=maybe': 'invalid value api/beta=maybe',
    'extensions/v1beta1=true': 'unknown api groups extensions',
    'apps/v1beta1=true': 'group version apps/v1beta1 that has not been registered',
    'batch/v1/Jobs=true':
      'invalid key batch/v1/Jobs: group/version/resource and resource is always lowercase plural, not "Jobs"',
    'batch/v1=maybe':
      'invalid value of batch/v1: maybe, err: strconv.ParseBool: parsing "maybe": invalid syntax',
    'v1=true': 'runtime-config invalid key v1',
  }
  for (const [text, message] of Object.entries(refused)) {
    assert.throws(() => served(text), new RuntimeConfigError(message))
  }
})

const body = (attributes: object) => ({
  metadata: { name: 's' },
  spec: { driver: 'd', devices: [{ name: 'a', attributes }] },
})
const lists = { x: { ints: [1] }, y: { int: 2 } }

test('disabledFields() takes out what its gate forbids, wherever it lies', () => {
  const drop = disabledFields(ResourceSlice.schema, defaultFeatureGates)
  const slice = specimen(ResourceSlice, body(lists))
  drop?.(slice, undefined)
  assert.deepEqual(slice.spec.devices?.[0]?.attributes, { x: {}, y: { int: 2 } })
  const allowed = specimen(ResourceSlice, body(lists))
  disabledFields(ResourceSlice.schema, parseFeatureGates('DRAListTypeAttributes=true'))?.(allowed, undefined)
  assert.deepEqual(allowed.spec.devices?.[0]?.attributes, lists)
})

test('disabledFields() leaves what was there before', () => {
  const drop = disabledFields(ResourceSlice.schema, defaultFeatureGates)
  const next = specimen(ResourceSlice, body(lists))
  drop?.(next, specimen(ResourceSlice, body({ other: { bools: [true] } })))
  assert.deepEqual(next.spec.devices?.[0]?.attributes, lists)
})

test('disabledFields() is nothing where nothing is off', () => {
  assert.equal(
    disabledFields(ResourceSlice.schema, parseFeatureGates('AllAlpha=true,AllBeta=true')),
    undefined,
  )
})
