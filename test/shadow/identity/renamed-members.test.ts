import { describe, expect, it } from 'vitest';
import { worldUnderTest } from '../world/world-under-test.ts';

const rename = [
  { path: '$', from: 'order_id', to: 'orderId' },
  { path: '$', from: 'items', to: 'data' },
  { path: '$.items[*]', from: 'item_id', to: 'itemId' },
];

describe('identities in members that a rule renames', () => {
  it('are learned, and translated', () => {
    const world = worldUnderTest({}, undefined, { rename });
    world.exchange(
      { method: 'POST', target: '/orders', body: { name: 'a' } },
      { status: 201, body: { order_id: 'ord_8f3kd92mQx', name: 'a' } },
      { status: 201, body: { orderId: 'ord_7h2la84kWz', name: 'a' } },
    );
    const { translated } = world.exchange(
      { target: '/orders/ord_8f3kd92mQx' },
      { body: { order_id: 'ord_8f3kd92mQx', name: 'a' } },
      { body: { orderId: 'ord_7h2la84kWz', name: 'a' } },
    );
    expect(translated.map(({ place }) => place)).toEqual(['path']);
  });

  it('are not learned without a rule', () => {
    const world = worldUnderTest();
    const { known } = world.exchange(
      { method: 'POST', target: '/orders', body: { name: 'a' } },
      { status: 201, body: { order_id: 'ord_8f3kd92mQx', name: 'a' } },
      { status: 201, body: { orderId: 'ord_7h2la84kWz', name: 'a' } },
    );
    expect(known).toEqual([]);
  });
});

describe('an excuse for a thing in a list that a rule renames', () => {
  it("has the path in primary's names", () => {
    const world = worldUnderTest({}, undefined, { rename });
    world.exchange(
      { method: 'POST', target: '/items', body: { name: 'a' } },
      { status: 201, body: { item_id: 'itm_8f3kd92mQx', name: 'a' } },
      null,
    );
    const { things } = world.exchange(
      { target: '/items' },
      { body: { items: [{ item_id: 'itm_8f3kd92mQx', name: 'a' }] } },
      { body: { data: [] } },
    );
    expect(things).toMatchObject([{ kind: 'absent', primaryPath: ['items', 0] }]);
  });
});
