// The panel.
import React, { useState } from "react";
import type { Props } from "./props";
import { Button } from "./button";

/** Shows a panel. */
export const Panel: React.FC<Props> = ({ title, items = [] }) => {
  const [open, setOpen] = useState<boolean>(false);
  const toggle = () => setOpen(!open);
  return (
    <section onClick={() => toggle()}>
      <Button kind="close" onPress={toggle} />
      <Layout.Row>
        {open && items.map((item) => <Item key={item.id} {...item} />)}
      </Layout.Row>
    </section>
  );
};

export default function App(this: Window, props: Props): JSX.Element {
  return props.open ? <Panel title="x" /> : null;
}

class Legacy extends React.Component<Props> {
  state = { n: 0 };
  handle = (e: Event) => {
    this.setState({ n: 1 });
  };
  render() {
    return <p>{this.state.n}</p>;
  }
}

export default () => <App />;
