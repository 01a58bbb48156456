// The messages of kubernetes/cri-api@v0.36.3, made by scripts/generate-rpc.ts. 64-bit numbers are bigint.
// A field that is optional here is absent when it was not sent; others then have the zero value.
/** An enum value that this release's table does not have. */
export type Unrecognized = 'UNRECOGNIZED'

export type Protocol = 'TCP' | 'UDP' | 'SCTP'

export type MountPropagation =
  | 'PROPAGATION_PRIVATE'
  | 'PROPAGATION_HOST_TO_CONTAINER'
  | 'PROPAGATION_BIDIRECTIONAL'

export type NamespaceMode = 'POD' | 'CONTAINER' | 'NODE' | 'TARGET'

export type SupplementalGroupsPolicy = 'Merge' | 'Strict'

export type SecurityProfileProfileType = 'RuntimeDefault' | 'Unconfined' | 'Localhost'

export type PodSandboxState = 'SANDBOX_READY' | 'SANDBOX_NOTREADY'

export type Signal =
  | 'RUNTIME_DEFAULT'
  | 'SIGABRT'
  | 'SIGALRM'
  | 'SIGBUS'
  | 'SIGCHLD'
  | 'SIGCLD'
  | 'SIGCONT'
  | 'SIGFPE'
  | 'SIGHUP'
  | 'SIGILL'
  | 'SIGINT'
  | 'SIGIO'
  | 'SIGIOT'
  | 'SIGKILL'
  | 'SIGPIPE'
  | 'SIGPOLL'
  | 'SIGPROF'
  | 'SIGPWR'
  | 'SIGQUIT'
  | 'SIGSEGV'
  | 'SIGSTKFLT'
  | 'SIGSTOP'
  | 'SIGSYS'
  | 'SIGTERM'
  | 'SIGTRAP'
  | 'SIGTSTP'
  | 'SIGTTIN'
  | 'SIGTTOU'
  | 'SIGURG'
  | 'SIGUSR1'
  | 'SIGUSR2'
  | 'SIGVTALRM'
  | 'SIGWINCH'
  | 'SIGXCPU'
  | 'SIGXFSZ'
  | 'SIGRTMIN'
  | 'SIGRTMINPLUS1'
  | 'SIGRTMINPLUS2'
  | 'SIGRTMINPLUS3'
  | 'SIGRTMINPLUS4'
  | 'SIGRTMINPLUS5'
  | 'SIGRTMINPLUS6'
  | 'SIGRTMINPLUS7'
  | 'SIGRTMINPLUS8'
  | 'SIGRTMINPLUS9'
  | 'SIGRTMINPLUS10'
  | 'SIGRTMINPLUS11'
  | 'SIGRTMINPLUS12'
  | 'SIGRTMINPLUS13'
  | 'SIGRTMINPLUS14'
  | 'SIGRTMINPLUS15'
  | 'SIGRTMAXMINUS14'
  | 'SIGRTMAXMINUS13'
  | 'SIGRTMAXMINUS12'
  | 'SIGRTMAXMINUS11'
  | 'SIGRTMAXMINUS10'
  | 'SIGRTMAXMINUS9'
  | 'SIGRTMAXMINUS8'
  | 'SIGRTMAXMINUS7'
  | 'SIGRTMAXMINUS6'
  | 'SIGRTMAXMINUS5'
  | 'SIGRTMAXMINUS4'
  | 'SIGRTMAXMINUS3'
  | 'SIGRTMAXMINUS2'
  | 'SIGRTMAXMINUS1'
  | 'SIGRTMAX'

export type ContainerState =
  | 'CONTAINER_CREATED'
  | 'CONTAINER_RUNNING'
  | 'CONTAINER_EXITED'
  | 'CONTAINER_UNKNOWN'

export type ContainerEventType =
  | 'CONTAINER_CREATED_EVENT'
  | 'CONTAINER_STARTED_EVENT'
  | 'CONTAINER_STOPPED_EVENT'
  | 'CONTAINER_DELETED_EVENT'

export type MetricType = 'COUNTER' | 'GAUGE'

export type CgroupDriver = 'SYSTEMD' | 'CGROUPFS'

export interface VersionRequest {
  readonly version: string
}

export interface VersionResponse {
  readonly version: string
  readonly runtimeName: string
  readonly runtimeVersion: string
  readonly runtimeApiVersion: string
}

export interface DNSConfig {
  readonly servers: readonly string[]
  readonly searches: readonly string[]
  readonly options: readonly string[]
}

export interface PortMapping {
  readonly protocol: Protocol | Unrecognized
  readonly containerPort: number
  readonly hostPort: number
  readonly hostIp: string
}

export interface Mount {
  readonly containerPath: string
  readonly hostPath: string
  readonly readonly: boolean
  readonly selinuxRelabel: boolean
  readonly propagation: MountPropagation | Unrecognized
  readonly uidMappings: readonly IDMapping[]
  readonly gidMappings: readonly IDMapping[]
  readonly recursiveReadOnly: boolean
  readonly image?: ImageSpec
  readonly imageSubPath: string
}

export interface IDMapping {
  readonly hostId: number
  readonly containerId: number
  readonly length: number
}

export interface ImageSpec {
  readonly image: string
  readonly annotations: Readonly<Record<string, string>>
  readonly userSpecifiedImage: string
  readonly runtimeHandler: string
  readonly imageRef: string
}

export interface UserNamespace {
  readonly mode: NamespaceMode | Unrecognized
  readonly uids: readonly IDMapping[]
  readonly gids: readonly IDMapping[]
}

export interface NamespaceOption {
  readonly network: NamespaceMode | Unrecognized
  readonly pid: NamespaceMode | Unrecognized
  readonly ipc: NamespaceMode | Unrecognized
  readonly targetId: string
  readonly usernsOptions?: UserNamespace
}

export interface Int64Value {
  readonly value: bigint
}

export interface LinuxSandboxSecurityContext {
  readonly namespaceOptions?: NamespaceOption
  readonly selinuxOptions?: SELinuxOption
  readonly runAsUser?: Int64Value
  readonly runAsGroup?: Int64Value
  readonly readonlyRootfs: boolean
  readonly supplementalGroups: readonly bigint[]
  readonly supplementalGroupsPolicy: SupplementalGroupsPolicy | Unrecognized
  readonly privileged: boolean
  readonly seccomp?: SecurityProfile
  readonly apparmor?: SecurityProfile
  readonly seccompProfilePath: string
}

export interface SELinuxOption {
  readonly user: string
  readonly role: string
  readonly type: string
  readonly level: string
}

export interface SecurityProfile {
  readonly profileType: SecurityProfileProfileType | Unrecognized
  readonly localhostRef: string
}

export interface LinuxPodSandboxConfig {
  readonly cgroupParent: string
  readonly securityContext?: LinuxSandboxSecurityContext
  readonly sysctls: Readonly<Record<string, string>>
  readonly overhead?: LinuxContainerResources
  readonly resources?: LinuxContainerResources
}

export interface LinuxContainerResources {
  readonly cpuPeriod: bigint
  readonly cpuQuota: bigint
  readonly cpuShares: bigint
  readonly memoryLimitInBytes: bigint
  readonly oomScoreAdj: bigint
  readonly cpusetCpus: string
  readonly cpusetMems: string
  readonly hugepageLimits: readonly HugepageLimit[]
  readonly unified: Readonly<Record<string, string>>
  readonly memorySwapLimitInBytes: bigint
}

export interface HugepageLimit {
  readonly pageSize: string
  readonly limit: bigint
}

export interface PodSandboxMetadata {
  readonly name: string
  readonly uid: string
  readonly namespace: string
  readonly attempt: number
}

export interface PodSandboxConfig {
  readonly metadata?: PodSandboxMetadata
  readonly hostname: string
  readonly logDirectory: string
  readonly dnsConfig?: DNSConfig
  readonly portMappings: readonly PortMapping[]
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly linux?: LinuxPodSandboxConfig
  readonly windows?: WindowsPodSandboxConfig
}

export interface WindowsPodSandboxConfig {
  readonly securityContext?: WindowsSandboxSecurityContext
}

export interface WindowsSandboxSecurityContext {
  readonly runAsUsername: string
  readonly credentialSpec: string
  readonly hostProcess: boolean
  readonly namespaceOptions?: WindowsNamespaceOption
}

export interface WindowsNamespaceOption {
  readonly network: NamespaceMode | Unrecognized
}

export interface RunPodSandboxRequest {
  readonly config?: PodSandboxConfig
  readonly runtimeHandler: string
}

export interface RunPodSandboxResponse {
  readonly podSandboxId: string
}

export interface StopPodSandboxRequest {
  readonly podSandboxId: string
}

export type StopPodSandboxResponse = Readonly<Record<string, never>>

export interface RemovePodSandboxRequest {
  readonly podSandboxId: string
}

export type RemovePodSandboxResponse = Readonly<Record<string, never>>

export interface PodSandboxStatusRequest {
  readonly podSandboxId: string
  readonly verbose: boolean
}

export interface PodIP {
  readonly ip: string
}

export interface PodSandboxNetworkStatus {
  readonly ip: string
  readonly additionalIps: readonly PodIP[]
}

export interface Namespace {
  readonly options?: NamespaceOption
}

export interface LinuxPodSandboxStatus {
  readonly namespaces?: Namespace
}

export interface PodSandboxStatus {
  readonly id: string
  readonly metadata?: PodSandboxMetadata
  readonly state: PodSandboxState | Unrecognized
  readonly createdAt: bigint
  readonly network?: PodSandboxNetworkStatus
  readonly linux?: LinuxPodSandboxStatus
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly runtimeHandler: string
}

export interface PodSandboxStatusResponse {
  readonly status?: PodSandboxStatus
  readonly info: Readonly<Record<string, string>>
  readonly containersStatuses: readonly ContainerStatus[]
  readonly timestamp: bigint
}

export interface ContainerStatus {
  readonly id: string
  readonly metadata?: ContainerMetadata
  readonly state: ContainerState | Unrecognized
  readonly createdAt: bigint
  readonly startedAt: bigint
  readonly finishedAt: bigint
  readonly exitCode: number
  readonly image?: ImageSpec
  readonly imageRef: string
  readonly reason: string
  readonly message: string
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly mounts: readonly Mount[]
  readonly logPath: string
  readonly resources?: ContainerResources
  readonly imageId: string
  readonly user?: ContainerUser
  readonly stopSignal: Signal | Unrecognized
}

export interface ContainerMetadata {
  readonly name: string
  readonly attempt: number
}

export interface ContainerResources {
  readonly linux?: LinuxContainerResources
  readonly windows?: WindowsContainerResources
}

export interface WindowsContainerResources {
  readonly cpuShares: bigint
  readonly cpuCount: bigint
  readonly cpuMaximum: bigint
  readonly memoryLimitInBytes: bigint
  readonly rootfsSizeInBytes: bigint
  readonly affinityCpus: readonly WindowsCpuGroupAffinity[]
}

export interface WindowsCpuGroupAffinity {
  readonly cpuMask: bigint
  readonly cpuGroup: number
}

export interface ContainerUser {
  readonly linux?: LinuxContainerUser
}

export interface LinuxContainerUser {
  readonly uid: bigint
  readonly gid: bigint
  readonly supplementalGroups: readonly bigint[]
}

export interface PodSandboxStateValue {
  readonly state: PodSandboxState | Unrecognized
}

export interface PodSandboxFilter {
  readonly id: string
  readonly state?: PodSandboxStateValue
  readonly labelSelector: Readonly<Record<string, string>>
}

export interface ListPodSandboxRequest {
  readonly filter?: PodSandboxFilter
}

export interface PodSandbox {
  readonly id: string
  readonly metadata?: PodSandboxMetadata
  readonly state: PodSandboxState | Unrecognized
  readonly createdAt: bigint
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly runtimeHandler: string
}

export interface ListPodSandboxResponse {
  readonly items: readonly PodSandbox[]
}

export interface StreamPodSandboxesRequest {
  readonly filter?: PodSandboxFilter
}

export interface StreamPodSandboxesResponse {
  readonly podSandboxes: readonly PodSandbox[]
}

export interface PodSandboxStatsRequest {
  readonly podSandboxId: string
}

export interface PodSandboxStatsResponse {
  readonly stats?: PodSandboxStats
}

export interface PodSandboxStats {
  readonly attributes?: PodSandboxAttributes
  readonly linux?: LinuxPodSandboxStats
  readonly windows?: WindowsPodSandboxStats
}

export interface PodSandboxAttributes {
  readonly id: string
  readonly metadata?: PodSandboxMetadata
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
}

export interface LinuxPodSandboxStats {
  readonly cpu?: CpuUsage
  readonly memory?: MemoryUsage
  readonly network?: NetworkUsage
  readonly process?: ProcessUsage
  readonly containers: readonly ContainerStats[]
  readonly io?: IoUsage
}

export interface CpuUsage {
  readonly timestamp: bigint
  readonly usageCoreNanoSeconds?: UInt64Value
  readonly usageNanoCores?: UInt64Value
  readonly psi?: PsiStats
}

export interface UInt64Value {
  readonly value: bigint
}

export interface PsiStats {
  readonly Full?: PsiData
  readonly Some?: PsiData
}

export interface PsiData {
  readonly Total: bigint
  readonly Avg10: number
  readonly Avg60: number
  readonly Avg300: number
}

export interface MemoryUsage {
  readonly timestamp: bigint
  readonly workingSetBytes?: UInt64Value
  readonly availableBytes?: UInt64Value
  readonly usageBytes?: UInt64Value
  readonly rssBytes?: UInt64Value
  readonly pageFaults?: UInt64Value
  readonly majorPageFaults?: UInt64Value
  readonly psi?: PsiStats
}

export interface NetworkUsage {
  readonly timestamp: bigint
  readonly defaultInterface?: NetworkInterfaceUsage
  readonly interfaces: readonly NetworkInterfaceUsage[]
}

export interface NetworkInterfaceUsage {
  readonly name: string
  readonly rxBytes?: UInt64Value
  readonly rxErrors?: UInt64Value
  readonly txBytes?: UInt64Value
  readonly txErrors?: UInt64Value
}

export interface ProcessUsage {
  readonly timestamp: bigint
  readonly processCount?: UInt64Value
}

export interface ContainerStats {
  readonly attributes?: ContainerAttributes
  readonly cpu?: CpuUsage
  readonly memory?: MemoryUsage
  readonly writableLayer?: FilesystemUsage
  readonly swap?: SwapUsage
  readonly io?: IoUsage
}

export interface ContainerAttributes {
  readonly id: string
  readonly metadata?: ContainerMetadata
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
}

export interface FilesystemUsage {
  readonly timestamp: bigint
  readonly fsId?: FilesystemIdentifier
  readonly usedBytes?: UInt64Value
  readonly inodesUsed?: UInt64Value
}

export interface FilesystemIdentifier {
  readonly mountpoint: string
}

export interface SwapUsage {
  readonly timestamp: bigint
  readonly swapAvailableBytes?: UInt64Value
  readonly swapUsageBytes?: UInt64Value
}

export interface IoUsage {
  readonly timestamp: bigint
  readonly psi?: PsiStats
}

export interface WindowsPodSandboxStats {
  readonly cpu?: WindowsCpuUsage
  readonly memory?: WindowsMemoryUsage
  readonly network?: WindowsNetworkUsage
  readonly process?: WindowsProcessUsage
  readonly containers: readonly WindowsContainerStats[]
}

export interface WindowsCpuUsage {
  readonly timestamp: bigint
  readonly usageCoreNanoSeconds?: UInt64Value
  readonly usageNanoCores?: UInt64Value
}

export interface WindowsMemoryUsage {
  readonly timestamp: bigint
  readonly workingSetBytes?: UInt64Value
  readonly availableBytes?: UInt64Value
  readonly pageFaults?: UInt64Value
  readonly commitMemoryBytes?: UInt64Value
}

export interface WindowsNetworkUsage {
  readonly timestamp: bigint
  readonly defaultInterface?: WindowsNetworkInterfaceUsage
  readonly interfaces: readonly WindowsNetworkInterfaceUsage[]
}

export interface WindowsNetworkInterfaceUsage {
  readonly name: string
  readonly rxBytes?: UInt64Value
  readonly rxPacketsDropped?: UInt64Value
  readonly txBytes?: UInt64Value
  readonly txPacketsDropped?: UInt64Value
}

export interface WindowsProcessUsage {
  readonly timestamp: bigint
  readonly processCount?: UInt64Value
}

export interface WindowsContainerStats {
  readonly attributes?: ContainerAttributes
  readonly cpu?: WindowsCpuUsage
  readonly memory?: WindowsMemoryUsage
  readonly writableLayer?: WindowsFilesystemUsage
}

export interface WindowsFilesystemUsage {
  readonly timestamp: bigint
  readonly fsId?: FilesystemIdentifier
  readonly usedBytes?: UInt64Value
}

export interface PodSandboxStatsFilter {
  readonly id: string
  readonly labelSelector: Readonly<Record<string, string>>
}

export interface ListPodSandboxStatsRequest {
  readonly filter?: PodSandboxStatsFilter
}

export interface ListPodSandboxStatsResponse {
  readonly stats: readonly PodSandboxStats[]
}

export interface StreamPodSandboxStatsRequest {
  readonly filter?: PodSandboxStatsFilter
}

export interface StreamPodSandboxStatsResponse {
  readonly podSandboxStats: readonly PodSandboxStats[]
}

export interface KeyValue {
  readonly key: string
  readonly value: Uint8Array
}

export interface Capability {
  readonly addCapabilities: readonly string[]
  readonly dropCapabilities: readonly string[]
  readonly addAmbientCapabilities: readonly string[]
}

export interface LinuxContainerSecurityContext {
  readonly capabilities?: Capability
  readonly privileged: boolean
  readonly namespaceOptions?: NamespaceOption
  readonly selinuxOptions?: SELinuxOption
  readonly runAsUser?: Int64Value
  readonly runAsGroup?: Int64Value
  readonly runAsUsername: string
  readonly readonlyRootfs: boolean
  readonly supplementalGroups: readonly bigint[]
  readonly supplementalGroupsPolicy: SupplementalGroupsPolicy | Unrecognized
  readonly noNewPrivs: boolean
  readonly maskedPaths: readonly string[]
  readonly readonlyPaths: readonly string[]
  readonly seccomp?: SecurityProfile
  readonly apparmor?: SecurityProfile
  readonly apparmorProfile: string
  readonly seccompProfilePath: string
}

export interface LinuxContainerConfig {
  readonly resources?: LinuxContainerResources
  readonly securityContext?: LinuxContainerSecurityContext
}

export interface WindowsContainerSecurityContext {
  readonly runAsUsername: string
  readonly credentialSpec: string
  readonly hostProcess: boolean
}

export interface WindowsContainerConfig {
  readonly resources?: WindowsContainerResources
  readonly securityContext?: WindowsContainerSecurityContext
}

export interface Device {
  readonly containerPath: string
  readonly hostPath: string
  readonly permissions: string
}

export interface CDIDevice {
  readonly name: string
}

export interface ContainerConfig {
  readonly metadata?: ContainerMetadata
  readonly image?: ImageSpec
  readonly command: readonly string[]
  readonly args: readonly string[]
  readonly workingDir: string
  readonly envs: readonly KeyValue[]
  readonly mounts: readonly Mount[]
  readonly devices: readonly Device[]
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly logPath: string
  readonly stdin: boolean
  readonly stdinOnce: boolean
  readonly tty: boolean
  readonly linux?: LinuxContainerConfig
  readonly windows?: WindowsContainerConfig
  readonly CDIDevices: readonly CDIDevice[]
  readonly stopSignal: Signal | Unrecognized
}

export interface CreateContainerRequest {
  readonly podSandboxId: string
  readonly config?: ContainerConfig
  readonly sandboxConfig?: PodSandboxConfig
}

export interface CreateContainerResponse {
  readonly containerId: string
}

export interface StartContainerRequest {
  readonly containerId: string
}

export type StartContainerResponse = Readonly<Record<string, never>>

export interface StopContainerRequest {
  readonly containerId: string
  readonly timeout: bigint
}

export type StopContainerResponse = Readonly<Record<string, never>>

export interface RemoveContainerRequest {
  readonly containerId: string
}

export type RemoveContainerResponse = Readonly<Record<string, never>>

export interface ContainerStateValue {
  readonly state: ContainerState | Unrecognized
}

export interface ContainerFilter {
  readonly id: string
  readonly state?: ContainerStateValue
  readonly podSandboxId: string
  readonly labelSelector: Readonly<Record<string, string>>
}

export interface ListContainersRequest {
  readonly filter?: ContainerFilter
}

export interface Container {
  readonly id: string
  readonly podSandboxId: string
  readonly metadata?: ContainerMetadata
  readonly image?: ImageSpec
  readonly imageRef: string
  readonly state: ContainerState | Unrecognized
  readonly createdAt: bigint
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly imageId: string
}

export interface ListContainersResponse {
  readonly containers: readonly Container[]
}

export interface StreamContainersRequest {
  readonly filter?: ContainerFilter
}

export interface StreamContainersResponse {
  readonly containers: readonly Container[]
}

export interface ContainerStatusRequest {
  readonly containerId: string
  readonly verbose: boolean
}

export interface ContainerStatusResponse {
  readonly status?: ContainerStatus
  readonly info: Readonly<Record<string, string>>
}

export interface UpdateContainerResourcesRequest {
  readonly containerId: string
  readonly linux?: LinuxContainerResources
  readonly windows?: WindowsContainerResources
  readonly annotations: Readonly<Record<string, string>>
}

export type UpdateContainerResourcesResponse = Readonly<Record<string, never>>

export interface ExecSyncRequest {
  readonly containerId: string
  readonly cmd: readonly string[]
  readonly timeout: bigint
}

export interface ExecSyncResponse {
  readonly stdout: Uint8Array
  readonly stderr: Uint8Array
  readonly exitCode: number
}

export interface ExecRequest {
  readonly containerId: string
  readonly cmd: readonly string[]
  readonly tty: boolean
  readonly stdin: boolean
  readonly stdout: boolean
  readonly stderr: boolean
}

export interface ExecResponse {
  readonly url: string
}

export interface AttachRequest {
  readonly containerId: string
  readonly stdin: boolean
  readonly tty: boolean
  readonly stdout: boolean
  readonly stderr: boolean
}

export interface AttachResponse {
  readonly url: string
}

export interface PortForwardRequest {
  readonly podSandboxId: string
  readonly port: readonly number[]
}

export interface PortForwardResponse {
  readonly url: string
}

export interface ImageFilter {
  readonly image?: ImageSpec
}

export interface ListImagesRequest {
  readonly filter?: ImageFilter
}

export interface Image {
  readonly id: string
  readonly repoTags: readonly string[]
  readonly repoDigests: readonly string[]
  readonly size: bigint
  readonly uid?: Int64Value
  readonly username: string
  readonly spec?: ImageSpec
  readonly pinned: boolean
}

export interface ListImagesResponse {
  readonly images: readonly Image[]
}

export interface StreamImagesRequest {
  readonly filter?: ImageFilter
}

export interface StreamImagesResponse {
  readonly images: readonly Image[]
}

export interface ImageStatusRequest {
  readonly image?: ImageSpec
  readonly verbose: boolean
}

export interface ImageStatusResponse {
  readonly image?: Image
  readonly info: Readonly<Record<string, string>>
}

export interface AuthConfig {
  readonly username: string
  readonly password: string
  readonly auth: string
  readonly serverAddress: string
  readonly identityToken: string
  readonly registryToken: string
}

export interface PullImageRequest {
  readonly image?: ImageSpec
  readonly auth?: AuthConfig
  readonly sandboxConfig?: PodSandboxConfig
}

export interface PullImageResponse {
  readonly imageRef: string
}

export interface RemoveImageRequest {
  readonly image?: ImageSpec
}

export type RemoveImageResponse = Readonly<Record<string, never>>

export interface NetworkConfig {
  readonly podCidr: string
}

export interface RuntimeConfig {
  readonly networkConfig?: NetworkConfig
}

export interface UpdateRuntimeConfigRequest {
  readonly runtimeConfig?: RuntimeConfig
}

export type UpdateRuntimeConfigResponse = Readonly<Record<string, never>>

export interface RuntimeCondition {
  readonly type: string
  readonly status: boolean
  readonly reason: string
  readonly message: string
}

export interface RuntimeStatus {
  readonly conditions: readonly RuntimeCondition[]
}

export interface StatusRequest {
  readonly verbose: boolean
}

export interface RuntimeHandlerFeatures {
  readonly recursiveReadOnlyMounts: boolean
  readonly userNamespaces: boolean
}

export interface RuntimeHandler {
  readonly name: string
  readonly features?: RuntimeHandlerFeatures
}

export interface RuntimeFeatures {
  readonly supplementalGroupsPolicy: boolean
  readonly userNamespacesHostNetwork: boolean
}

export interface StatusResponse {
  readonly status?: RuntimeStatus
  readonly info: Readonly<Record<string, string>>
  readonly runtimeHandlers: readonly RuntimeHandler[]
  readonly features?: RuntimeFeatures
}

export type ImageFsInfoRequest = Readonly<Record<string, never>>

export interface ImageFsInfoResponse {
  readonly imageFilesystems: readonly FilesystemUsage[]
  readonly containerFilesystems: readonly FilesystemUsage[]
}

export interface ContainerStatsRequest {
  readonly containerId: string
}

export interface ContainerStatsResponse {
  readonly stats?: ContainerStats
}

export interface ListContainerStatsRequest {
  readonly filter?: ContainerStatsFilter
}

export interface ContainerStatsFilter {
  readonly id: string
  readonly podSandboxId: string
  readonly labelSelector: Readonly<Record<string, string>>
}

export interface ListContainerStatsResponse {
  readonly stats: readonly ContainerStats[]
}

export interface StreamContainerStatsRequest {
  readonly filter?: ContainerStatsFilter
}

export interface StreamContainerStatsResponse {
  readonly containerStats: readonly ContainerStats[]
}

export interface ReopenContainerLogRequest {
  readonly containerId: string
}

export type ReopenContainerLogResponse = Readonly<Record<string, never>>

export interface CheckpointContainerRequest {
  readonly containerId: string
  readonly location: string
  readonly timeout: bigint
}

export type CheckpointContainerResponse = Readonly<Record<string, never>>

export type GetEventsRequest = Readonly<Record<string, never>>

export interface ContainerEventResponse {
  readonly containerId: string
  readonly containerEventType: ContainerEventType | Unrecognized
  readonly createdAt: bigint
  readonly podSandboxStatus?: PodSandboxStatus
  readonly containersStatuses: readonly ContainerStatus[]
}

export type ListMetricDescriptorsRequest = Readonly<Record<string, never>>

export interface ListMetricDescriptorsResponse {
  readonly descriptors: readonly MetricDescriptor[]
}

export interface MetricDescriptor {
  readonly name: string
  readonly help: string
  readonly labelKeys: readonly string[]
}

export type ListPodSandboxMetricsRequest = Readonly<Record<string, never>>

export interface ListPodSandboxMetricsResponse {
  readonly podMetrics: readonly PodSandboxMetrics[]
}

export interface PodSandboxMetrics {
  readonly podSandboxId: string
  readonly metrics: readonly Metric[]
  readonly containerMetrics: readonly ContainerMetrics[]
}

export interface Metric {
  readonly name: string
  readonly timestamp: bigint
  readonly metricType: MetricType | Unrecognized
  readonly labelValues: readonly string[]
  readonly value?: UInt64Value
}

export interface ContainerMetrics {
  readonly containerId: string
  readonly metrics: readonly Metric[]
}

export type StreamPodSandboxMetricsRequest = Readonly<Record<string, never>>

export interface StreamPodSandboxMetricsResponse {
  readonly podSandboxMetrics: readonly PodSandboxMetrics[]
}

export type RuntimeConfigRequest = Readonly<Record<string, never>>

export interface RuntimeConfigResponse {
  readonly linux?: LinuxRuntimeConfiguration
}

export interface LinuxRuntimeConfiguration {
  readonly cgroupDriver: CgroupDriver | Unrecognized
}

export interface UpdatePodSandboxResourcesRequest {
  readonly podSandboxId: string
  readonly overhead?: LinuxContainerResources
  readonly resources?: LinuxContainerResources
}

export type UpdatePodSandboxResourcesResponse = Readonly<Record<string, never>>

/** Every message by its name, for the codec. */
export interface CriMessages {
  readonly VersionRequest: VersionRequest
  readonly VersionResponse: VersionResponse
  readonly DNSConfig: DNSConfig
  readonly PortMapping: PortMapping
  readonly Mount: Mount
  readonly IDMapping: IDMapping
  readonly ImageSpec: ImageSpec
  readonly UserNamespace: UserNamespace
  readonly NamespaceOption: NamespaceOption
  readonly Int64Value: Int64Value
  readonly LinuxSandboxSecurityContext: LinuxSandboxSecurityContext
  readonly SELinuxOption: SELinuxOption
  readonly SecurityProfile: SecurityProfile
  readonly LinuxPodSandboxConfig: LinuxPodSandboxConfig
  readonly LinuxContainerResources: LinuxContainerResources
  readonly HugepageLimit: HugepageLimit
  readonly PodSandboxMetadata: PodSandboxMetadata
  readonly PodSandboxConfig: PodSandboxConfig
  readonly WindowsPodSandboxConfig: WindowsPodSandboxConfig
  readonly WindowsSandboxSecurityContext: WindowsSandboxSecurityContext
  readonly WindowsNamespaceOption: WindowsNamespaceOption
  readonly RunPodSandboxRequest: RunPodSandboxRequest
  readonly RunPodSandboxResponse: RunPodSandboxResponse
  readonly StopPodSandboxRequest: StopPodSandboxRequest
  readonly StopPodSandboxResponse: StopPodSandboxResponse
  readonly RemovePodSandboxRequest: RemovePodSandboxRequest
  readonly RemovePodSandboxResponse: RemovePodSandboxResponse
  readonly PodSandboxStatusRequest: PodSandboxStatusRequest
  readonly PodIP: PodIP
  readonly PodSandboxNetworkStatus: PodSandboxNetworkStatus
  readonly Namespace: Namespace
  readonly LinuxPodSandboxStatus: LinuxPodSandboxStatus
  readonly PodSandboxStatus: PodSandboxStatus
  readonly PodSandboxStatusResponse: PodSandboxStatusResponse
  readonly ContainerStatus: ContainerStatus
  readonly ContainerMetadata: ContainerMetadata
  readonly ContainerResources: ContainerResources
  readonly WindowsContainerResources: WindowsContainerResources
  readonly WindowsCpuGroupAffinity: WindowsCpuGroupAffinity
  readonly ContainerUser: ContainerUser
  readonly LinuxContainerUser: LinuxContainerUser
  readonly PodSandboxStateValue: PodSandboxStateValue
  readonly PodSandboxFilter: PodSandboxFilter
  readonly ListPodSandboxRequest: ListPodSandboxRequest
  readonly PodSandbox: PodSandbox
  readonly ListPodSandboxResponse: ListPodSandboxResponse
  readonly StreamPodSandboxesRequest: StreamPodSandboxesRequest
  readonly StreamPodSandboxesResponse: StreamPodSandboxesResponse
  readonly PodSandboxStatsRequest: PodSandboxStatsRequest
  readonly PodSandboxStatsResponse: PodSandboxStatsResponse
  readonly PodSandboxStats: PodSandboxStats
  readonly PodSandboxAttributes: PodSandboxAttributes
  readonly LinuxPodSandboxStats: LinuxPodSandboxStats
  readonly CpuUsage: CpuUsage
  readonly UInt64Value: UInt64Value
  readonly PsiStats: PsiStats
  readonly PsiData: PsiData
  readonly MemoryUsage: MemoryUsage
  readonly NetworkUsage: NetworkUsage
  readonly NetworkInterfaceUsage: NetworkInterfaceUsage
  readonly ProcessUsage: ProcessUsage
  readonly ContainerStats: ContainerStats
  readonly ContainerAttributes: ContainerAttributes
  readonly FilesystemUsage: FilesystemUsage
  readonly FilesystemIdentifier: FilesystemIdentifier
  readonly SwapUsage: SwapUsage
  readonly IoUsage: IoUsage
  readonly WindowsPodSandboxStats: WindowsPodSandboxStats
  readonly WindowsCpuUsage: WindowsCpuUsage
  readonly WindowsMemoryUsage: WindowsMemoryUsage
  readonly WindowsNetworkUsage: WindowsNetworkUsage
  readonly WindowsNetworkInterfaceUsage: WindowsNetworkInterfaceUsage
  readonly WindowsProcessUsage: WindowsProcessUsage
  readonly WindowsContainerStats: WindowsContainerStats
  readonly WindowsFilesystemUsage: WindowsFilesystemUsage
  readonly PodSandboxStatsFilter: PodSandboxStatsFilter
  readonly ListPodSandboxStatsRequest: ListPodSandboxStatsRequest
  readonly ListPodSandboxStatsResponse: ListPodSandboxStatsResponse
  readonly StreamPodSandboxStatsRequest: StreamPodSandboxStatsRequest
  readonly StreamPodSandboxStatsResponse: StreamPodSandboxStatsResponse
  readonly KeyValue: KeyValue
  readonly Capability: Capability
  readonly LinuxContainerSecurityContext: LinuxContainerSecurityContext
  readonly LinuxContainerConfig: LinuxContainerConfig
  readonly WindowsContainerSecurityContext: WindowsContainerSecurityContext
  readonly WindowsContainerConfig: WindowsContainerConfig
  readonly Device: Device
  readonly CDIDevice: CDIDevice
  readonly ContainerConfig: ContainerConfig
  readonly CreateContainerRequest: CreateContainerRequest
  readonly CreateContainerResponse: CreateContainerResponse
  readonly StartContainerRequest: StartContainerRequest
  readonly StartContainerResponse: StartContainerResponse
  readonly StopContainerRequest: StopContainerRequest
  readonly StopContainerResponse: StopContainerResponse
  readonly RemoveContainerRequest: RemoveContainerRequest
  readonly RemoveContainerResponse: RemoveContainerResponse
  readonly ContainerStateValue: ContainerStateValue
  readonly ContainerFilter: ContainerFilter
  readonly ListContainersRequest: ListContainersRequest
  readonly Container: Container
  readonly ListContainersResponse: ListContainersResponse
  readonly StreamContainersRequest: StreamContainersRequest
  readonly StreamContainersResponse: StreamContainersResponse
  readonly ContainerStatusRequest: ContainerStatusRequest
  readonly ContainerStatusResponse: ContainerStatusResponse
  readonly UpdateContainerResourcesRequest: UpdateContainerResourcesRequest
  readonly UpdateContainerResourcesResponse: UpdateContainerResourcesResponse
  readonly ExecSyncRequest: ExecSyncRequest
  readonly ExecSyncResponse: ExecSyncResponse
  readonly ExecRequest: ExecRequest
  readonly ExecResponse: ExecResponse
  readonly AttachRequest: AttachRequest
  readonly AttachResponse: AttachResponse
  readonly PortForwardRequest: PortForwardRequest
  readonly PortForwardResponse: PortForwardResponse
  readonly ImageFilter: ImageFilter
  readonly ListImagesRequest: ListImagesRequest
  readonly Image: Image
  readonly ListImagesResponse: ListImagesResponse
  readonly StreamImagesRequest: StreamImagesRequest
  readonly StreamImagesResponse: StreamImagesResponse
  readonly ImageStatusRequest: ImageStatusRequest
  readonly ImageStatusResponse: ImageStatusResponse
  readonly AuthConfig: AuthConfig
  readonly PullImageRequest: PullImageRequest
  readonly PullImageResponse: PullImageResponse
  readonly RemoveImageRequest: RemoveImageRequest
  readonly RemoveImageResponse: RemoveImageResponse
  readonly NetworkConfig: NetworkConfig
  readonly RuntimeConfig: RuntimeConfig
  readonly UpdateRuntimeConfigRequest: UpdateRuntimeConfigRequest
  readonly UpdateRuntimeConfigResponse: UpdateRuntimeConfigResponse
  readonly RuntimeCondition: RuntimeCondition
  readonly RuntimeStatus: RuntimeStatus
  readonly StatusRequest: StatusRequest
  readonly RuntimeHandlerFeatures: RuntimeHandlerFeatures
  readonly RuntimeHandler: RuntimeHandler
  readonly RuntimeFeatures: RuntimeFeatures
  readonly StatusResponse: StatusResponse
  readonly ImageFsInfoRequest: ImageFsInfoRequest
  readonly ImageFsInfoResponse: ImageFsInfoResponse
  readonly ContainerStatsRequest: ContainerStatsRequest
  readonly ContainerStatsResponse: ContainerStatsResponse
  readonly ListContainerStatsRequest: ListContainerStatsRequest
  readonly ContainerStatsFilter: ContainerStatsFilter
  readonly ListContainerStatsResponse: ListContainerStatsResponse
  readonly StreamContainerStatsRequest: StreamContainerStatsRequest
  readonly StreamContainerStatsResponse: StreamContainerStatsResponse
  readonly ReopenContainerLogRequest: ReopenContainerLogRequest
  readonly ReopenContainerLogResponse: ReopenContainerLogResponse
  readonly CheckpointContainerRequest: CheckpointContainerRequest
  readonly CheckpointContainerResponse: CheckpointContainerResponse
  readonly GetEventsRequest: GetEventsRequest
  readonly ContainerEventResponse: ContainerEventResponse
  readonly ListMetricDescriptorsRequest: ListMetricDescriptorsRequest
  readonly ListMetricDescriptorsResponse: ListMetricDescriptorsResponse
  readonly MetricDescriptor: MetricDescriptor
  readonly ListPodSandboxMetricsRequest: ListPodSandboxMetricsRequest
  readonly ListPodSandboxMetricsResponse: ListPodSandboxMetricsResponse
  readonly PodSandboxMetrics: PodSandboxMetrics
  readonly Metric: Metric
  readonly ContainerMetrics: ContainerMetrics
  readonly StreamPodSandboxMetricsRequest: StreamPodSandboxMetricsRequest
  readonly StreamPodSandboxMetricsResponse: StreamPodSandboxMetricsResponse
  readonly RuntimeConfigRequest: RuntimeConfigRequest
  readonly RuntimeConfigResponse: RuntimeConfigResponse
  readonly LinuxRuntimeConfiguration: LinuxRuntimeConfiguration
  readonly UpdatePodSandboxResourcesRequest: UpdatePodSandboxResourcesRequest
  readonly UpdatePodSandboxResourcesResponse: UpdatePodSandboxResourcesResponse
}
