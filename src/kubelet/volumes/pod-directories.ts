// Where the kubelet keeps what belongs to a pod on disk. Pure. Upstream: pkg/kubelet/kubelet_getters.go
import { join } from 'node:path'

/** How upstream names a volume's kind in paths. */
export type VolumePlugin = 'empty-dir' | 'configmap' | 'secret' | 'downward-api' | 'projected'

export interface PodDirectories {
  readonly pods: string
  pod(uid: string): string
  volumes(uid: string): string
  volume(uid: string, plugin: VolumePlugin, name: string): string
  subPaths(uid: string): string
  subPath(uid: string, volume: string, container: string, index: number): string
  /** For termination messages. */
  container(uid: string, container: string): string
  etcHosts(uid: string): string
}

export function podDirectories(rootDir: string): PodDirectories {
  const pods = join(rootDir, 'pods')
  const pod = (uid: string) => join(pods, uid)
  return {
    pods,
    pod,
    volumes: (uid) => join(pod(uid), 'volumes'),
    volume: (uid, plugin, name) => join(pod(uid), 'volumes', `kubernetes.io~${plugin}`, name),
    subPaths: (uid) => join(pod(uid), 'volume-subpaths'),
    subPath: (uid, volume, container, index) =>
      join(pod(uid), 'volume-subpaths', volume, container, String(index)),
    container: (uid, container) => join(pod(uid), 'containers', container),
    etcHosts: (uid) => join(pod(uid), 'etc-hosts'),
  }
}
