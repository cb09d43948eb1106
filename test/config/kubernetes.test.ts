import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AnalysisTemplate } from '@kubernetes-models/argo-rollouts/argoproj.io/v1alpha1';
import {
  PodMonitor,
  PrometheusRule,
  ServiceMonitor,
} from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1';
import { Deployment } from 'kubernetes-models/apps/v1';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import { ConfigMap, PersistentVolumeClaim, Secret, Service } from 'kubernetes-models/v1';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { configSchema } from '../../src/config/schema.ts';
import { version } from '../../src/control/version.ts';
import { watchReads } from '../support/watch-reads.ts';

const folder = fileURLToPath(new URL('../../config/kubernetes/', import.meta.url));

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
}

/** The manifests of one folder: those of a single pod, or those of a fleet. */
function manifestsIn(subfolder: string): readonly Manifest[] {
  return readdirSync(`${folder}${subfolder}`)
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .flatMap((file) =>
      parseAllDocuments(readFileSync(`${folder}${subfolder}/${file}`, 'utf8')).map(
        (document) => document.toJS() as Manifest,
      ),
    );
}

const isForCluster = ({ kind }: Manifest): boolean => kind !== 'Kustomization';
const ofOnePod = manifestsIn('').filter(isForCluster);
const ofFleet = manifestsIn('fleet').filter(isForCluster);
const manifests = [...ofOnePod, ...ofFleet];

interface Model {
  readonly prototype: { validate(): void };
}

/** Uses the prototype alone, because the constructor would read every member, known or not. */
function validate({ prototype }: Model, document: unknown): void {
  Reflect.apply(Reflect.get(prototype, 'validate'), document, []);
}

/** The published model of the API server for each kind. */
const models: Readonly<Record<string, Model>> = {
  'v1 ConfigMap': ConfigMap,
  'v1 PersistentVolumeClaim': PersistentVolumeClaim,
  'v1 Secret': Secret,
  'v1 Service': Service,
  'networking.k8s.io/v1 NetworkPolicy': NetworkPolicy,
  'policy/v1 PodDisruptionBudget': PodDisruptionBudget,
  'apps/v1 Deployment': Deployment,
  'monitoring.coreos.com/v1 PodMonitor': PodMonitor,
  'monitoring.coreos.com/v1 PrometheusRule': PrometheusRule,
  'monitoring.coreos.com/v1 ServiceMonitor': ServiceMonitor,
  'argoproj.io/v1alpha1 AnalysisTemplate': AnalysisTemplate,
};

const duration = z.string().regex(/^[0-9]+(m|s)$/);
const named = z.strictObject({ name: z.string() });

/** No package has Flagger's schemas: of its CRDs (flagger.app/v1beta1), the part that is used here. */
const flagger: Readonly<Record<string, z.ZodType>> = {
  'flagger.app/v1beta1 Canary': z.strictObject({
    provider: z.enum(['kubernetes', 'istio', 'linkerd', 'nginx', 'gatewayapi:v1']),
    targetRef: z.strictObject({
      apiVersion: z.string(),
      kind: z.enum(['DaemonSet', 'Deployment', 'Service']),
      name: z.string(),
    }),
    service: z.strictObject({ port: z.number() }),
    analysis: z.strictObject({
      interval: duration,
      threshold: z.number(),
      iterations: z.number(),
      webhooks: z.array(
        z.strictObject({
          name: z.string(),
          type: z.enum(['confirm-rollout', 'pre-rollout', 'rollout', 'confirm-promotion']),
          url: z.url(),
          timeout: duration,
        }),
      ),
      metrics: z.array(
        z.strictObject({
          name: z.string(),
          templateRef: named,
          thresholdRange: z.strictObject({ min: z.number() }),
          interval: duration,
        }),
      ),
    }),
  }),
  'flagger.app/v1beta1 MetricTemplate': z.strictObject({
    provider: z.strictObject({ type: z.literal('prometheus'), address: z.url() }),
    query: z.string(),
  }),
};

const labelled = manifests.map(
  (manifest) =>
    [`${manifest.apiVersion} ${manifest.kind}`, manifest.metadata.name, manifest] as const,
);

const podMonitor = { apiVersion: 'monitoring.coreos.com/v1', kind: 'PodMonitor', metadata: {} };

function manifestOf(from: readonly Manifest[], kind: string, name: string): unknown {
  return from.find((one) => one.kind === kind && one.metadata.name === name);
}

interface Container {
  readonly name: string;
  readonly image: string;
  readonly args?: readonly string[];
  readonly restartPolicy?: string;
  readonly readinessProbe?: unknown;
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
  readonly volumeMounts: readonly { readonly mountPath: string; readonly subPath?: string }[];
}

function mountsOf(one: Container | undefined): readonly string[] | undefined {
  return one?.volumeMounts.map(({ mountPath }) => mountPath);
}

function folderOf(file: string | undefined): string | undefined {
  return file?.replace(/\/[^/]+$/, '');
}

interface Workload {
  readonly spec: {
    readonly replicas: number;
    readonly template: {
      readonly metadata: { readonly labels: Readonly<Record<string, string>> };
      readonly spec: {
        readonly initContainers?: readonly Container[];
        readonly containers: readonly Container[];
      };
    };
  };
}

describe('the Kubernetes manifests', () => {
  it.each(labelled.filter(([kind]) => !Object.hasOwn(flagger, kind)))(
    'are valid for the API server, without unknown members: %s %s',
    (kind, _, manifest) => {
      const watched = watchReads(manifest);
      expect(() => validate(models[kind]!, watched.value)).not.toThrow();
      expect(watched.unread()).toEqual([]);
    },
  );

  it.each(labelled.filter(([kind]) => Object.hasOwn(flagger, kind)))(
    'are valid for Flagger: %s %s',
    (kind, _, manifest) => {
      const { error } = flagger[kind]!.safeParse((manifest as Manifest & { spec: unknown }).spec);
      expect(error?.issues).toBeUndefined();
    },
  );

  it('are invalid with a misspelt member', () => {
    const spec = { selector: {}, podMetricsEndpoints: [{ prot: 'admin' }] };
    const watched = watchReads({ ...podMonitor, spec });
    validate(PodMonitor, watched.value);
    expect(watched.unread()).toEqual(['spec.podMetricsEndpoints.0.prot']);
  });

  it('are invalid with a value of another type', () => {
    const spec = { selector: {}, podMetricsEndpoints: [{ interval: 'often' }] };
    expect(() => validate(PodMonitor, { ...podMonitor, spec })).toThrow(/interval/);
  });
});

describe.each([
  ['a pod', ''],
  ['a fleet', 'fleet'],
])('the kustomization of %s', (_, subfolder) => {
  /** The part of kustomize.config.k8s.io/v1beta1 that is used here. */
  const { data, error } = z
    .strictObject({
      apiVersion: z.literal('kustomize.config.k8s.io/v1beta1'),
      kind: z.literal('Kustomization'),
      metadata: named,
      resources: z.array(z.string()),
      images: z.array(
        z.strictObject({ name: z.string(), newName: z.string(), newTag: z.string() }),
      ),
    })
    .safeParse(manifestsIn(subfolder).find(({ kind }) => kind === 'Kustomization'));

  it('is valid, and names files that exist', () => {
    expect(error).toBeUndefined();
    const files = readdirSync(`${folder}${subfolder}`);
    expect(data?.resources.filter((file) => !files.includes(file))).toEqual([]);
  });

  it('deploys this version of Parallax', () => {
    expect(data?.images).toEqual([{ name: 'parallax', newName: 'parallax', newTag: version }]);
  });
});

describe('the monitoring of one pod', () => {
  // `vitest run -u` writes it anew after a change of the rules.
  it('has the rules of config/prometheus', async () => {
    const rules = readFileSync(`${folder}../prometheus/parallax.rules.yml`, 'utf8');
    const groups = rules.slice(rules.indexOf('groups:')).replaceAll(/^(?=.)/gm, '  ');
    const head = `# The rules of config/prometheus for the Prometheus Operator: its ruleSelector must select these labels.
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: parallax
  labels: { app.kubernetes.io/name: conduit }
spec:
`;
    await expect(head + groups).toMatchFileSnapshot(`${folder}prometheus-rule.yaml`);
  });

  it('selects the Service of the admin address, and no other', () => {
    const monitor = manifestOf(ofOnePod, 'ServiceMonitor', 'conduit-parallax') as {
      readonly spec: { readonly selector: { readonly matchLabels: Record<string, string> } };
    };
    const services = ofOnePod.filter(({ kind }) => kind === 'Service') as unknown as readonly {
      readonly metadata: { readonly name: string; readonly labels: Record<string, string> };
    }[];
    const selected = services.filter(({ metadata }) =>
      Object.entries(monitor.spec.selector.matchLabels).every(
        ([key, value]) => metadata.labels[key] === value,
      ),
    );
    expect(selected.map(({ metadata }) => metadata.name)).toEqual(['conduit-parallax']);
  });
});

describe.each([
  ['the sidecar', ofOnePod],
  ['the tap beside each replica', ofFleet],
])('%s', (_, from) => {
  // Kubernetes waits a second for an answer of the admin address, which a plane of low priority may not give.
  it('is ready while clients can connect, also if the planes behind are too busy to answer', () => {
    const { spec } = manifestOf(from, 'Deployment', 'conduit') as Workload;
    const [sidecar] = spec.template.spec.initContainers ?? [];
    expect(sidecar?.readinessProbe).toEqual({ tcpSocket: { port: 'http' }, periodSeconds: 5 });
  });
});

describe('the sidecar', () => {
  const deployment = manifestOf(ofOnePod, 'Deployment', 'conduit') as Workload;
  const [sidecar] = deployment.spec.template.spec.initContainers ?? [];
  const [api] = deployment.spec.template.spec.containers;
  const configMap = manifestOf(ofOnePod, 'ConfigMap', 'conduit-parallax') as {
    data: Record<string, string>;
  };
  const config = configSchema.parse(parse(configMap.data['parallax.yaml']!));

  it('is a native sidecar of this version', () => {
    expect(sidecar).toMatchObject({
      restartPolicy: 'Always',
      image: `parallax:${version}`,
    });
  });

  it('listens at the address of its config', () => {
    expect(sidecar?.ports).toEqual([
      { name: 'http', containerPort: 'port' in config.listen && config.listen.port },
      { name: 'admin', containerPort: config.admin.listen.port },
    ]);
  });

  it('has the API of its pod as primary', () => {
    expect(config.primary.url).toBe(`http://127.0.0.1:${api?.ports[0]?.containerPort}`);
  });

  it('mounts its config as a folder, because the kubelet updates whole folders only', () => {
    const mount = sidecar?.volumeMounts.find(({ mountPath }) => mountPath === '/etc/parallax');
    expect(mount?.subPath).toBeUndefined();
  });

  it('finds its config and its token at the mounted paths', () => {
    const mounts = sidecar?.volumeMounts.map(({ mountPath }) => mountPath);
    expect(mounts).toContain('/etc/parallax');
    expect(mounts).toContain(config.admin.tokenFile?.replace(/\/token$/, ''));
  });

  it('keeps its evidence on a volume, and has one replica, because one process can hold the file', () => {
    const mounts = sidecar?.volumeMounts.map(({ mountPath }) => mountPath);
    const path = config.store?.kind === 'sqlite' ? config.store.path : '';
    expect(mounts).toContain(path.replace(/\/[^/]+$/, ''));
    expect(deployment.spec.replicas).toBe(1);
  });
});

describe('the fleet', () => {
  const tap = manifestOf(ofFleet, 'Deployment', 'conduit') as Workload;
  const hub = manifestOf(ofFleet, 'Deployment', 'conduit-parallax-hub') as Workload;
  const [sidecar] = tap.spec.template.spec.initContainers ?? [];
  const [api] = tap.spec.template.spec.containers;
  const [parallax] = hub.spec.template.spec.containers;
  const configMap = manifestOf(ofFleet, 'ConfigMap', 'conduit-parallax') as {
    data: Record<string, string>;
  };
  const text = configMap.data['parallax.yaml']!;
  const config = configSchema.parse(parse(text.replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1')));

  it('runs a tap beside each replica, and two hubs, of this version', () => {
    const file = '/etc/parallax/parallax.yaml';
    expect(sidecar).toMatchObject({
      image: `parallax:${version}`,
      args: ['tap', '--config', file],
    });
    expect(parallax).toMatchObject({
      image: `parallax:${version}`,
      args: ['hub', '--config', file],
    });
    expect(hub.spec.replicas).toBe(2);
  });

  it('listens at the addresses of its config', () => {
    expect(sidecar?.ports.map(({ containerPort }) => containerPort)).toEqual([
      'port' in config.listen && config.listen.port,
      config.admin.listen.port,
    ]);
    expect(parallax?.ports[0]?.containerPort).toBe(config.admin.listen.port);
  });

  it('has the API beside each tap as primary', () => {
    expect(config.primary.url).toBe(`http://127.0.0.1:${api?.ports[0]?.containerPort}`);
  });

  it('finds the secrets of each role at the mounted paths', () => {
    const nats = folderOf(config.fleet?.nats.passwordFile);
    const postgres =
      config.store?.kind === 'postgres' ? folderOf(config.store.passwordFile) : undefined;
    expect(mountsOf(sidecar)).toEqual(
      expect.arrayContaining([folderOf(config.admin.tokenFile), nats]),
    );
    expect(mountsOf(parallax)).toEqual(
      expect.arrayContaining([folderOf(config.admin.tokenFile), nats, postgres]),
    );
  });

  it('gives the password of PostgreSQL to hubs alone', () => {
    const mounts = sidecar?.volumeMounts.map(({ mountPath }) => mountPath);
    expect(mounts).not.toContain('/run/secrets/postgres');
  });

  it.each([
    ['the Service of the API', 'Service', 'conduit', tap],
    ['the Service of the gate', 'Service', 'conduit-parallax', hub],
  ])('has Services that select the right pods: %s', (_, kind, name, workload) => {
    const service = manifestOf(ofFleet, kind, name) as {
      readonly spec: { readonly selector: Readonly<Record<string, string>> };
    };
    expect(workload.spec.template.metadata.labels).toMatchObject(service.spec.selector);
  });

  it('has Secrets without values, which must be filled in', () => {
    const secrets = ofFleet.filter(
      ({ kind }) => kind === 'Secret',
    ) as unknown as readonly (Manifest & {
      readonly stringData: Readonly<Record<string, string>>;
    })[];
    expect(secrets.flatMap(({ stringData }) => Object.values(stringData))).toEqual(['', '', '']);
  });
});
