from tests.peers.reading import Suite
def read_suite(root): return Suite()
