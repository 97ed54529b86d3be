// MongoDB is healthy once it takes writes. At its first start it becomes a replica set of one, which the URL names.
let takesWrites = false;
try {
  const { MONGO_INITDB_ROOT_USERNAME: user, MONGO_INITDB_ROOT_PASSWORD: password } = process.env;
  db.getSiblingDB("admin").auth(user, password);
  const { setName, isWritablePrimary } = db.hello();
  if (setName === undefined) {
    rs.initiate({ _id: "rs0", members: [{ _id: 0, host: "mongo:27017" }] });
  }
  takesWrites = setName !== undefined && isWritablePrimary;
} catch (error) {
  print(error.message);
}
quit(takesWrites ? 0 : 1);
