import { Home } from "@/features/home/components/home";

export default function Page() {
  return <Home />;
}
