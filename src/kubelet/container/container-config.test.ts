import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PodSpec } from '../../api/core/pod/pod.schema.ts'
import type { Container } from '../../api/core/pod/pod-container.schema.ts'
import { containerOf, podOf } from '../pods/test-pods.ts'
import { type ContainerConfigOptions, containerConfig } from './container-config.ts'
import { type DnsSettings, parseResolvConf, podDnsConfig } from './dns-config.ts'
import { hostNetworkHostsFile, managedHostsFile } from './hosts-file.ts'
import { podHostname } from './pod-hostname.ts'
import { milliCPUToQuota, milliCPUToShares, oomScoreAdjust, podCgroupLimits } from './resources.ts'
import { dotted, sandboxConfig } from './sandbox-config.ts'

const options: ContainerConfigOptions = {
  restartCount: 3,
  imageRef: 'sha256:abc',
  imageUser: { uid: 0, username: '' },
  environment: new Map([['NAME', 'x']]),
  mounts: [],
  seccompRoot: '/seccomp',
  memoryCapacity: 8 * 1024 ** 3,
  targetContainerId: undefined,
}

function config(
  container: Partial<Container>,
  spec: Partial<PodSpec> = {},
  more: Partial<ContainerConfigOptions> = {},
) {
  const made = containerOf('main', container)
  return containerConfig(podOf({ spec: { ...spec, containers: [made] } }), made, { ...options, ...more })
}

const security = (
  container: Partial<Container>,
  spec?: Partial<PodSpec>,
  more?: Partial<ContainerConfigOptions>,
) => config(container, spec, more).linux?.securityContext

test('containerConfig() expands command and arguments and names what it is', () => {
  const made = config({ command: ['sh', '-c', 'echo $(NAME) $(OTHER) $$(NAME)'], args: ['$(NAME)'] })
  assert.deepEqual(made.command, ['sh', '-c', 'echo x $(OTHER) $(NAME)'])
  assert.deepEqual(made.args, ['x'])
  assert.deepEqual(made.metadata, { name: 'main', attempt: 3 })
  assert.equal(made.logPath, 'main/3.log')
  assert.equal(made.annotations?.['io.kubernetes.container.restartCount'], '3')
  assert.equal(made.annotations?.['io.kubernetes.pod.terminationGracePeriod'], '30')
  assert.deepEqual(made.labels, {
    'io.kubernetes.pod.name': 'web',
    'io.kubernetes.pod.namespace': 'default',
    'io.kubernetes.pod.uid': 'uid-1',
    'io.kubernetes.container.name': 'main',
  })
})

test('containerConfig() takes the user of the container, the pod, then the image', () => {
  assert.equal(security({})?.runAsUser?.value, 0n)
  assert.equal(security({}, { securityContext: { runAsUser: 7 } })?.runAsUser?.value, 7n)
  const both = security(
    { securityContext: { runAsUser: 8, runAsGroup: 9 } },
    { securityContext: { runAsUser: 7 } },
  )
  assert.deepEqual([both?.runAsUser?.value, both?.runAsGroup?.value], [8n, 9n])
  const named = security({}, {}, { imageUser: { uid: undefined, username: 'www' } })
  assert.deepEqual([named?.runAsUser, named?.runAsUsername], [undefined, 'www'])
})

test('containerConfig() refuses to run as root where that is forbidden', () => {
  const nonRoot = { securityContext: { runAsNonRoot: true } }
  const who = '\\(pod: "web_default\\(uid-1\\)", container: main\\)'
  assert.throws(
    () => config({}, nonRoot),
    new RegExp(`^SecurityContextError: container has runAsNonRoot and image will run as root ${who}$`),
  )
  assert.throws(
    () => config({ securityContext: { runAsUser: 0 } }, nonRoot),
    new RegExp(`container's runAsUser breaks non-root policy ${who}$`),
  )
  assert.throws(
    () => config({}, nonRoot, { imageUser: { uid: undefined, username: 'www' } }),
    new RegExp(`image has non-numeric user \\(www\\), cannot verify user is non-root ${who}$`),
  )
  assert.doesNotThrow(() => config({ securityContext: { runAsUser: 5 } }, nonRoot))
})

test('containerConfig() keeps a container in: seccomp, capabilities, masked paths (CVE-2023-2431)', () => {
  assert.equal(security({})?.seccomp?.profileType, 'Unconfined')
  const ofPod = { securityContext: { seccompProfile: { type: 'RuntimeDefault' as const } } }
  assert.equal(security({}, ofPod)?.seccomp?.profileType, 'RuntimeDefault')
  const local = (localhostProfile?: string) =>
    security({ securityContext: { seccompProfile: { type: 'Localhost', localhostProfile } } })
  assert.equal(local('audit.json')?.seccomp?.localhostRef, '/seccomp/audit.json')
  assert.throws(() => local(''), /localhostProfile must be set if seccompProfile type is Localhost/)
  assert.throws(() => local(undefined), /localhostProfile must be set/)
  assert.throws(() => local('../../etc/passwd'), /invalid seccomp profile name/)
  const caps = security({
    securityContext: { capabilities: { add: ['NET_ADMIN'], drop: ['ALL'] } },
  })?.capabilities
  assert.deepEqual(caps, { addCapabilities: ['NET_ADMIN'], dropCapabilities: ['ALL'] })
  assert.ok(security({})?.maskedPaths?.includes('/proc/kcore'))
  assert.deepEqual(security({ securityContext: { procMount: 'Unmasked' } })?.maskedPaths, [])
  assert.equal(security({ securityContext: { allowPrivilegeEscalation: false } })?.noNewPrivs, true)
  assert.equal(security({})?.noNewPrivs, false)
})

test('containerConfig() gives the same settings at every restart', () => {
  const container = { securityContext: { runAsUser: 8, capabilities: { drop: ['ALL'] } } }
  const first = security(container, { securityContext: { fsGroup: 5, supplementalGroups: [6] } })
  const later = security(
    container,
    { securityContext: { fsGroup: 5, supplementalGroups: [6] } },
    { restartCount: 9 },
  )
  assert.deepEqual(first, later)
  assert.deepEqual(first?.supplementalGroups, [5n, 6n])
})

test('sandboxConfig() shares namespaces as the pod wants', () => {
  const sandbox = (spec: Partial<PodSpec>) =>
    sandboxConfig(podOf({ spec }), { attempt: 1, logRoot: '/logs', dns, cgroupParent: '/kubepods/poduid-1' })
  const plain = sandbox({})
  assert.deepEqual(plain.linux?.securityContext?.namespaceOptions, {
    network: 'POD',
    ipc: 'POD',
    pid: 'CONTAINER',
  })
  assert.equal(plain.logDirectory, '/logs/default_web_uid-1')
  assert.equal(plain.hostname, 'web')
  const shared = sandbox({ hostNetwork: true, shareProcessNamespace: true, hostIPC: true })
  assert.deepEqual(shared.linux?.securityContext?.namespaceOptions, {
    network: 'NODE',
    ipc: 'NODE',
    pid: 'POD',
  })
  assert.equal(shared.hostname, '')
  const ports = sandbox({
    containers: [containerOf('a', { ports: [{ containerPort: 80, hostPort: 8080 }, { containerPort: 81 }] })],
  })
  assert.deepEqual(ports.portMappings, [{ protocol: 'TCP', containerPort: 80, hostPort: 8080, hostIp: '' }])
})

const dns: DnsSettings = {
  clusterDNS: ['10.96.0.10'],
  clusterDomain: 'cluster.local',
  host: parseResolvConf(
    '# c\nnameserver 1.1.1.1\nnameserver 9.9.9.9\nsearch example.org. corp\noptions edns0\n',
  ),
}

test('podDnsConfig() follows the policy', () => {
  const of = (spec: Partial<PodSpec>, settings = dns) => podDnsConfig(podOf({ spec }), settings)
  assert.deepEqual(of({ dnsPolicy: 'ClusterFirst' }), {
    servers: ['10.96.0.10'],
    searches: ['default.svc.cluster.local', 'svc.cluster.local', 'cluster.local', 'example.org', 'corp'],
    options: ['ndots:5'],
    missingClusterDNS: false,
  })
  assert.deepEqual(of({ dnsPolicy: 'ClusterFirst', hostNetwork: true }).servers, ['1.1.1.1', '9.9.9.9'])
  assert.deepEqual(of({ dnsPolicy: 'ClusterFirstWithHostNet', hostNetwork: true }).servers, ['10.96.0.10'])
  assert.deepEqual(of({ dnsPolicy: 'Default' }).options, ['edns0'])
  const none = of({
    dnsPolicy: 'None',
    dnsConfig: { nameservers: ['8.8.8.8'], searches: ['a.b'], options: [{ name: 'ndots', value: '2' }] },
  })
  assert.deepEqual(none, {
    servers: ['8.8.8.8'],
    searches: ['a.b'],
    options: ['ndots:2'],
    missingClusterDNS: false,
  })
  const merged = of({ dnsPolicy: 'ClusterFirst', dnsConfig: { options: [{ name: 'ndots', value: '1' }] } })
  assert.deepEqual(merged.options, ['ndots:1'])
  const missing = of({ dnsPolicy: 'ClusterFirst' }, { ...dns, clusterDNS: [] })
  assert.deepEqual([missing.missingClusterDNS, missing.servers], [true, ['1.1.1.1', '9.9.9.9']])
})

test('managedHostsFile() is laid out as upstream', () => {
  const aliases = [{ ip: '1.2.3.4', hostnames: ['a', 'b'] }]
  const text = managedHostsFile({
    podIPs: ['10.0.0.5'],
    hostname: 'web',
    domain: 'sub.ns.svc.cluster.local',
    aliases,
  })
  assert.ok(text.startsWith('# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n'))
  assert.ok(text.includes('10.0.0.5\tweb.sub.ns.svc.cluster.local\tweb\n'))
  assert.ok(text.endsWith('\n# Entries added by HostAliases.\n1.2.3.4\ta\tb\n'))
  assert.equal(
    hostNetworkHostsFile('127.0.0.1 localhost\n', undefined),
    '# Kubernetes-managed hosts file (host network).\n127.0.0.1 localhost\n',
  )
})

test('podHostname() uses hostname, subdomain and the whole name on request', () => {
  const of = (spec: Partial<PodSpec>, name = 'web') =>
    podHostname(podOf({ spec, metadata: { name, namespace: 'ns' } }), 'c.l')
  assert.deepEqual(of({}), { hostname: 'web', domain: '', kernelName: 'web' })
  assert.deepEqual(of({ hostname: 'h', subdomain: 's' }), {
    hostname: 'h',
    domain: 's.ns.svc.c.l',
    kernelName: 'h',
  })
  assert.equal(of({ hostname: 'h', subdomain: 's', setHostnameAsFQDN: true }).kernelName, 'h.s.ns.svc.c.l')
  assert.equal(of({}, `${'a'.repeat(62)}-b`).hostname, 'a'.repeat(62))
  assert.throws(() => of({ subdomain: 'x'.repeat(60), setHostnameAsFQDN: true }), /is too long/)
})

test('milliCPUToShares() and milliCPUToQuota() stay in the range of the kernel', () => {
  assert.deepEqual([0, 1, 250, 1000, 1e9].map(milliCPUToShares), [2, 2, 256, 1024, 262_144])
  assert.deepEqual(
    [0, 1, 500, 2000].map((milli) => milliCPUToQuota(milli).quotaUs),
    [0, 1000, 50_000, 200_000],
  )
})

test('oomScoreAdjust() ranks by class and by memory asked for', () => {
  const score = (resources: Container['resources']) => {
    const container = containerOf('main', { resources })
    return oomScoreAdjust(podOf({ spec: { containers: [container] } }), container, {
      memoryCapacity: 8 * 1024 ** 3,
    })
  }
  const all = { cpu: '1', memory: '1Gi' }
  assert.equal(score(undefined), 1000)
  assert.equal(score({ limits: all, requests: all }), -997)
  assert.equal(score({ requests: { cpu: '1' } }), 999)
  assert.equal(score({ requests: { memory: '4Gi' } }), 500)
  assert.equal(score({ requests: { memory: '8Gi' } }), 3)
})

test('podCgroupLimits() limits only where every container is limited', () => {
  const limits = (...containers: readonly Container['resources'][]) =>
    podCgroupLimits(
      podOf({
        spec: { containers: containers.map((resources, index) => containerOf(`c${index}`, { resources })) },
      }),
    )
  const both = { limits: { cpu: '1', memory: '64Mi' }, requests: { cpu: '500m' } }
  assert.deepEqual(limits(both, both), {
    shares: 1024,
    quotaUs: 200_000,
    periodUs: 100_000,
    memoryBytes: 128 * 1024 ** 2,
  })
  const open = limits(both, {})
  assert.deepEqual([open.shares, open.quotaUs, open.memoryBytes], [512, undefined, undefined])
})

test('dotted() turns slashes of a sysctl into dots', () => {
  assert.equal(dotted('net/ipv4/ip_forward'), 'net.ipv4.ip_forward')
  assert.equal(dotted('net.ipv4.conf.eth0/1.x'), 'net.ipv4.conf.eth0/1.x')
  assert.equal(dotted('net/ipv4/conf/eth0.1/x'), 'net.ipv4.conf.eth0/1.x')
})
