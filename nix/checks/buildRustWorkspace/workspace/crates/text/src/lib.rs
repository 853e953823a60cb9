include!(concat!(env!("OUT_DIR"), "/unit.rs"));
