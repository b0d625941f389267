// Where one can go among people and organisations.
import { Tabs } from "./tabs";

export const PeopleTabs = () => <Tabs label="nav.people" pages={[["/people", "people.tabAccounts"], ["/people/organisations", "people.tabOrganisations"]]} />;
